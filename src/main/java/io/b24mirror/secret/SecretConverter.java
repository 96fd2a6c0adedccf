package io.b24mirror.secret;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/// Reads secrets from the settings. An empty one is an unset one: Docker Compose hands over unset variables that way.
@Component
@ConfigurationPropertiesBinding
class SecretConverter implements Converter<String, @Nullable Secret> {
    @Override
    public @Nullable Secret convert(String source) {
        return source.isBlank() ? null : Secret.of(source.strip());
    }
}
