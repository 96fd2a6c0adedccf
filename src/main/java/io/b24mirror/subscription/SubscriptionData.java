package io.b24mirror.subscription;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// A portal that removes the app forgets its subscriptions.
@Configuration(proxyBeanMethods = false)
class SubscriptionData {
    @Bean
    PortalData subscriptionsAndChecks(JdbcClient jdbc) {
        return new SchemaData("subscription", PortalData.Kind.WORK, Set.of(), jdbc);
    }
}
