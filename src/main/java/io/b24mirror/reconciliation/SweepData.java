package io.b24mirror.reconciliation;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// What sweeps found is about the portal's records, and goes with them.
@Configuration(proxyBeanMethods = false)
class SweepData {
    @Bean
    PortalData sweepsAndSteps(JdbcClient jdbc) {
        return new SchemaData("sweep", PortalData.Kind.RECORDS, Set.of(), jdbc);
    }
}
