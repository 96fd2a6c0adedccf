package io.b24mirror.operator;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Purges the log of actions, and lists the kinds of records in the OpenAPI document, which annotations cannot do.
@Configuration(proxyBeanMethods = false)
class OperatorConfiguration {
    private static final Duration EVERY = Duration.ofHours(6);

    /// How long the log of actions is kept: as long as the delivery log, whose room checks the value.
    ///
    /// @param retentionDeliveries
    ///            age at which an entry is deleted
    @ConfigurationProperties("b24")
    record ActionLogProperties(@DefaultValue("P90D") Duration retentionDeliveries) {}

    @Bean
    RecurringTask<Void> forgetOperatorActions(ActionLog actions, ActionLogProperties properties, Clock clock) {
        return Tasks.recurring("forget-operator-actions", FixedDelay.of(EVERY))
                .execute((_, _) -> actions.forgetBefore(clock.instant().minus(properties.retentionDeliveries())));
    }

    @Bean
    OperationCustomizer recordKindsOfOperations(RecordKinds kinds) {
        return (operation, handler) -> {
            if (handler.getBeanType().isAnnotationPresent(OperatorApi.class)) {
                operation.getParameters()
                        .stream()
                        .filter(parameter -> parameter.getName().equals("kind"))
                        .forEach(parameter -> describe(parameter, kinds.names()));
            }
            return operation;
        };
    }

    private static void describe(Parameter parameter, List<String> kinds) {
        var schema = ofAnything(parameter.getSchema());
        if (schema.getItems() == null) {
            schema.setEnum(List.copyOf(kinds));
            parameter.example(kinds.getFirst());
        } else {
            ofAnything(schema.getItems()).setEnum(List.copyOf(kinds));
            schema.setExamples(List.of(List.of(kinds.getFirst())));
        }
    }

    /// Swagger's models use the raw type.
    @SuppressWarnings("unchecked")
    private static Schema<Object> ofAnything(Schema<?> schema) {
        return (Schema<Object>) schema;
    }
}
