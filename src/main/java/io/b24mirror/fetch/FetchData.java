package io.b24mirror.fetch;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// Nothing of a portal that removed the app can be read any more.
@Configuration(proxyBeanMethods = false)
class FetchData {
    @Bean
    PortalData recordsToRead(JdbcClient jdbc) {
        return new SchemaData("fetch_list", PortalData.Kind.WORK, Set.of(), jdbc);
    }
}
