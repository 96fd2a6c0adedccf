package io.b24mirror.startup;

import java.util.Locale;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Explains that the text of a setting does not fit its type. The text is not repeated, since it may be a secret.
final class UnboundSettingAnalyzer extends AbstractFailureAnalyzer<BindException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        if (cause.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            return new FailureAnalysis(gap(cause.getName(), unbound), "", cause);
        }
        var type = cause.getTarget().getType().resolve(Object.class).getSimpleName();
        return new FailureAnalysis(variable(cause.getName()) + " cannot be read as " + wanted(type) + ".", "", cause);
    }

    /// Spring Boot reads a list up to the first number that is missing.
    private static String gap(ConfigurationPropertyName list, UnboundConfigurationPropertiesException unbound) {
        var numbers = unbound.getUnboundProperties()
                .stream()
                .map(property -> property.getName().getElement(list.getNumberOfElements(), Form.ORIGINAL))
                .filter(number -> number.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .sorted()
                .toList();
        var variable = variable(list);
        return numbers.isEmpty()
                ? variable + " cannot be read as a list."
                : "%s_%d_… is set, but a lower number is missing: count from 0 without gaps".formatted(variable,
                        numbers.getFirst());
    }

    private static String wanted(String type) {
        return switch (type) {
            case "Duration" -> "a duration, for example PT1H";
            case "Period" -> "a period, for example P1Y";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "DataSize" -> "a size, for example 1GB";
            case "URI" -> "a URL";
            default -> "a " + type;
        };
    }

    /// `b24.webhooks[0].rest-url` is set by `B24_WEBHOOKS_0_REST_URL`.
    static String variable(ConfigurationPropertyName name) {
        var variable = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            variable.append(i == 0 ? "" : "_").append(name.getElement(i, Form.ORIGINAL).replace('-', '_'));
        }
        return variable.toString().toUpperCase(Locale.ROOT);
    }
}
