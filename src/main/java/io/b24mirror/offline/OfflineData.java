package io.b24mirror.offline;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// The queue of a portal that removes the app is gone, and so is what was begun of it.
@Configuration(proxyBeanMethods = false)
class OfflineData {
    @Bean
    PortalData rowsOfTheQueue(JdbcClient jdbc) {
        return new SchemaData("offline", PortalData.Kind.WORK, Set.of(), jdbc);
    }
}
