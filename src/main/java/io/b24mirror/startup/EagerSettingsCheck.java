package io.b24mirror.startup;

import java.util.ArrayList;
import java.util.Collection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Reads all settings of the service before anything connects, so that an invalid one is reported at once, whether or
/// not PostgreSQL is available yet.
@Configuration(proxyBeanMethods = false)
class EagerSettingsCheck {
    private static final String OURS = "b24-";
    private static final Logger log = LoggerFactory.getLogger(EagerSettingsCheck.class);

    @Bean
    static BeanFactoryPostProcessor readSettings() {
        return EagerSettingsCheck::read;
    }

    private static void read(ConfigurableListableBeanFactory beans) {
        var settings = new ArrayList<Class<?>>();
        for (var name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            if (name.startsWith(OURS)) {
                settings.add(beans.getBean(name).getClass());
            }
        }
        warnOfUnknown(settings);
        warnOfTwoModes(beans.getBean(Environment.class));
    }

    private static void warnOfUnknown(Collection<Class<?>> settings) {
        new UnknownVariables(settings).among(System.getenv().keySet())
                .forEach(unknown -> log.warn(
                        "{} is no setting of this service and has no effect. Is it meant to be {}?", unknown.name(),
                        unknown.nearest()));
    }

    private static void warnOfTwoModes(Environment environment) {
        var app = environment.getProperty("b24.client-id");
        if (app != null && !app.isBlank() && environment.containsProperty("b24.webhooks[0].rest-url")) {
            log.warn(
                    "B24_WEBHOOKS_0_… is set beside B24_CLIENT_ID: that portal is served by its webhooks, "
                            + "all others by the app. Without an app leave B24_CLIENT_ID unset");
        }
    }
}
