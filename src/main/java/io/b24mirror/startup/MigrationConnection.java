package io.b24mirror.startup;

import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// A migration may take long, so it does not run on the pool's connections, which give up on an answer that does
/// not come.
@Configuration(proxyBeanMethods = false)
class MigrationConnection {
    @Bean
    FlywayConfigurationCustomizer withoutTimeout(JdbcConnectionDetails database, FlywayConnectionDetails own) {
        return flyway -> {
            if (own.getJdbcUrl() == null && own.getUsername() == null) {
                flyway.dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
            }
        };
    }
}
