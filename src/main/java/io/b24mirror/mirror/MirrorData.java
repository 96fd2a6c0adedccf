package io.b24mirror.mirror;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// The mirrored records are what an administrator means who wants a portal's data deleted.
@Configuration(proxyBeanMethods = false)
class MirrorData {
    @Bean
    PortalData mirroredRecords(JdbcClient jdbc) {
        return new SchemaData("mirror", PortalData.Kind.RECORDS, Set.of(), jdbc);
    }
}
