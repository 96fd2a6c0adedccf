package io.b24mirror.fetch.drain;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// The connections of the pool, so that drains leave some to everybody else: hundreds of them are at work at once, each
/// with three batches, and a connection that is not free within seconds is a failure. All drains together have three
/// quarters of the pool, those that work off a backlog half of it; the others wait for their turn before they ask the
/// pool. So neither an event that comes in nor one that was just committed waits for a backlog.
final class DrainConnections extends DelegatingDataSource {
    private final Semaphore drains;
    private final Semaphore backlogs;
    private final ThreadLocal<Boolean> hasTurn = ThreadLocal.withInitial(() -> false);

    DrainConnections(HikariDataSource pool) {
        super(pool);
        drains = new Semaphore(Math.max(1, pool.getMaximumPoolSize() * 3 / 4), true);
        backlogs = new Semaphore(Math.max(1, pool.getMaximumPoolSize() / 2), true);
    }

    /// Puts itself before the pool.
    @Configuration(proxyBeanMethods = false)
    static class Placement {
        @Bean
        static BeanPostProcessor drainConnections() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof HikariDataSource pool ? new DrainConnections(pool) : bean;
                }
            };
        }
    }

    /// Who has a connection already gets a second one at once, as two that wait for each other would wait for ever.
    @Override
    public Connection getConnection() throws SQLException {
        var turn = DrainPriority.current();
        if (turn == DrainPriority.NONE || hasTurn.get()) {
            return super.getConnection();
        }
        await(turn);
        try {
            return returning(super.getConnection(), turn);
        } catch (SQLException | RuntimeException e) {
            end(turn);
            throw e;
        }
    }

    private void await(DrainPriority turn) throws SQLException {
        try {
            if (turn == DrainPriority.BACKLOG) {
                backlogs.acquire();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            drains.acquire();
        } catch (InterruptedException e) {
            if (turn == DrainPriority.BACKLOG) {
                backlogs.release();
            }
            throw interrupted(e);
        }
        hasTurn.set(true);
    }

    private static SQLException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new SQLTransientConnectionException("Interrupted while waiting for a connection", cause);
    }

    private void end(DrainPriority turn) {
        hasTurn.remove();
        drains.release();
        if (turn == DrainPriority.BACKLOG) {
            backlogs.release();
        }
    }

    /// The same connection, which ends the turn when it is closed.
    private Connection returning(Connection connection, DrainPriority turn) {
        var ended = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
                new Class<?>[]{Connection.class}, (_, method, arguments) -> {
                    try {
                        return invoke(connection, method, arguments);
                    } finally {
                        if (method.getName().equals("close") && ended.compareAndSet(false, true)) {
                            end(turn);
                        }
                    }
                });
    }

    private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
