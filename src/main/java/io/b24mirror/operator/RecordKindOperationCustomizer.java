package io.b24mirror.operator;

import java.util.List;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import org.springdoc.core.customizers.OperationCustomizer;

import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/// Lists the kinds of records in the OpenAPI document, which annotations cannot do.
@Component
class RecordKindOperationCustomizer implements OperationCustomizer {
    private final RecordKinds kinds;

    RecordKindOperationCustomizer(RecordKinds kinds) {
        this.kinds = kinds;
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        if (handler.getBeanType().isAnnotationPresent(OperatorApi.class)) {
            operation.getParameters()
                    .stream()
                    .filter(parameter -> parameter.getName().equals("kind"))
                    .forEach(this::describe);
        }
        return operation;
    }

    private void describe(Parameter parameter) {
        var example = kinds.names().getFirst();
        var schema = ofAnything(parameter.getSchema());
        if (schema.getItems() == null) {
            schema.setEnum(List.copyOf(kinds.names()));
            parameter.example(example);
        } else {
            ofAnything(schema.getItems()).setEnum(List.copyOf(kinds.names()));
            schema.setExamples(List.of(List.of(example)));
        }
    }

    /// Swagger's models use the raw type.
    @SuppressWarnings("unchecked")
    private static Schema<Object> ofAnything(Schema<?> schema) {
        return (Schema<Object>) schema;
    }
}
