package io.b24mirror.startup;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads all of our settings before anything is connected to, so that a wrong one is named at once, whether or not
/// PostgreSQL answers yet.
@Configuration(proxyBeanMethods = false)
class SettingsFirst {
    private static final String OURS = "b24-";

    @Bean
    static BeanFactoryPostProcessor readSettings() {
        return SettingsFirst::read;
    }

    private static void read(ConfigurableListableBeanFactory beans) {
        for (var name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            if (name.startsWith(OURS)) {
                beans.getBean(name);
            }
        }
    }
}
