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

/// Limits how many connections of the pool the drains take, so that some are left for everything else: hundreds of
/// drains run at once, each with three batches, and a connection that is not free within seconds is a failure. All
/// drains together get three quarters of the pool, those that work off a backlog half of it; others wait before they
/// ask the pool. So neither a new event nor one that was just committed waits for a backlog.
final class DrainConnections extends DelegatingDataSource {
    private final Semaphore drains;
    private final Semaphore backlogs;
    private final ThreadLocal<Boolean> hasConnection = ThreadLocal.withInitial(() -> false);

    DrainConnections(HikariDataSource pool) {
        super(pool);
        drains = new Semaphore(Math.max(1, pool.getMaximumPoolSize() * 3 / 4), true);
        backlogs = new Semaphore(Math.max(1, pool.getMaximumPoolSize() / 2), true);
    }

    /// Wraps the pool.
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

    /// A thread that has a connection already gets a second one at once: two threads that wait for each other
    /// would deadlock.
    @Override
    public Connection getConnection() throws SQLException {
        var priority = DrainPriority.current();
        if (priority == DrainPriority.NONE || hasConnection.get()) {
            return super.getConnection();
        }
        await(priority);
        try {
            return returning(super.getConnection(), priority);
        } catch (SQLException | RuntimeException e) {
            end(priority);
            throw e;
        }
    }

    private void await(DrainPriority priority) throws SQLException {
        try {
            if (priority == DrainPriority.BACKLOG) {
                backlogs.acquire();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            drains.acquire();
        } catch (InterruptedException e) {
            if (priority == DrainPriority.BACKLOG) {
                backlogs.release();
            }
            throw interrupted(e);
        }
        hasConnection.set(true);
    }

    private static SQLException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new SQLTransientConnectionException("Interrupted while waiting for a connection", cause);
    }

    private void end(DrainPriority priority) {
        hasConnection.remove();
        drains.release();
        if (priority == DrainPriority.BACKLOG) {
            backlogs.release();
        }
    }

    /// Wraps the connection so that closing it frees its place.
    private Connection returning(Connection connection, DrainPriority priority) {
        var ended = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(),
                new Class<?>[]{Connection.class}, (_, method, arguments) -> {
                    try {
                        return invoke(connection, method, arguments);
                    } finally {
                        if (method.getName().equals("close") && ended.compareAndSet(false, true)) {
                            end(priority);
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
