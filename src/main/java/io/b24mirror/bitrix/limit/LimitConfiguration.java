package io.b24mirror.bitrix.limit;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// Keeps a portal's request budget when it removes the app, so that installing the app again does not refill
/// the budget.
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {
    @Bean
    PortalData budgetOfAPortal(JdbcClient jdbc) {
        return new SchemaData("bitrix", PortalData.Kind.REMAINS, Set.of(), jdbc);
    }
}
