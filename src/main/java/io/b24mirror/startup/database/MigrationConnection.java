package io.b24mirror.startup.database;

import java.sql.SQLException;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;

import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Runs migrations on a connection of their own, since they may take longer than the socket timeout of the
/// pool's connections.
@Configuration(proxyBeanMethods = false)
class MigrationConnection {
    /// The pool's address may have been adapted to a connection pooler.
    @Bean
    FlywayConfigurationCustomizer withoutTimeout(DataSource pool, FlywayConnectionDetails own) {
        return flyway -> {
            if (own.getJdbcUrl() == null && own.getUsername() == null) {
                var database = hikari(pool);
                flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
            }
        };
    }

    private static HikariDataSource hikari(DataSource pool) {
        try {
            return pool.unwrap(HikariDataSource.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
