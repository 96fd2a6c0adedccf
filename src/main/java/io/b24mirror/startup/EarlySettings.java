package io.b24mirror.startup;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

import io.b24mirror.settings.InvalidSettingException;

/// Checks the settings that Spring Boot reads, before it does: it explains an invalid one in many lines, or not
/// at all.
final class EarlySettings implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String URL = "SPRING_DATASOURCE_URL";
    private static final List<String> PORTS = List.of("server.port", "management.server.port");
    private static final int LAST_PORT = 65_535;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        PORTS.forEach(name -> requirePort(name, environment.getProperty(name)));
        requireDatabase(environment);
    }

    private static void requirePort(String name, @Nullable String value) {
        if (value != null && !value.isBlank() && !isPort(value.strip())) {
            throw new InvalidSettingException(name.replace('.', '_').toUpperCase(Locale.ROOT),
                    "must be the number of a port, for example 8080");
        }
    }

    private static boolean isPort(String value) {
        return value.matches("-1|\\d{1,5}") && Integer.parseInt(value) <= LAST_PORT;
    }

    private static void requireDatabase(Environment environment) {
        var url = environment.getProperty("spring.datasource.url");
        if (url == null || url.isBlank()) {
            return;
        }
        if (!url.startsWith("jdbc:postgresql:") || hasBadPort(url) || Driver.parseURL(url, null) == null) {
            throw new InvalidSettingException(URL, "must be of the form jdbc:postgresql://host:5432/database"
                    + (url.startsWith("postgres")
                            ? ", without user and password: these have variables of their own"
                            : ""));
        }
        var user = environment.getProperty("spring.datasource.username");
        if ((user == null || user.isBlank()) && !url.matches(".*[?&]user=.+")) {
            throw new InvalidSettingException("SPRING_DATASOURCE_USERNAME",
                    "is missing: set it to the name of the service's database login");
        }
    }

    /// The driver notices that as well, but logs a line of its own.
    private static boolean hasBadPort(String url) {
        return url.replaceFirst("[?].*", "").matches("jdbc:postgresql://[^/]*?:(?![\\d:]*\\])(?!\\d{1,5}(,|/|$)).*");
    }
}
