package io.b24mirror.startup.database;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Explains that no database is configured. Spring Boot has an exception for that, which is not public.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingDataSourceAnalyzer extends AbstractFailureAnalyzer<BeanCreationException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BeanCreationException cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at.getClass().getSimpleName().equals("DataSourceBeanCreationException")) {
                return new FailureAnalysis(
                        "SPRING_DATASOURCE_URL is missing: set it to jdbc:postgresql://host:5432/database", "", cause);
            }
        }
        return null;
    }
}
