package io.b24mirror.startup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.b24mirror.secret.Keyset;
import io.b24mirror.startup.database.PreReleases;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/// Starts the service as its administrator does, in a JVM of its own, with settings that cannot work.
class StartTests {
    private static final Database DATABASE = PostgresServer.get().newDatabase();
    private static final Map<String, String> SETTINGS = Map.of("B24_ENCRYPTION_KEYSET", Keyset.generate(),
            "B24_CLIENT_ID", "app.1", "B24_CLIENT_SECRET", "s3cr3t-of-the-client", "B24_PUBLIC_URL",
            "https://b24.example.com", "SPRING_DATASOURCE_URL", DATABASE.url(), "SPRING_DATASOURCE_USERNAME",
            DATABASE.user(), "SPRING_DATASOURCE_PASSWORD", DATABASE.password(), "SERVER_PORT", "0",
            "MANAGEMENT_SERVER_PORT", "0");

    @ParameterizedTest
    @CsvSource({
            "SPRING_DATASOURCE_URL, , SPRING_DATASOURCE_URL is missing",
            "SPRING_DATASOURCE_URL, jdbc:postgresql://localhost:1/b24, SPRING_DATASOURCE_URL names a PostgreSQL that cannot be reached",
            "SPRING_DATASOURCE_URL, {server}/nothing_there, SPRING_DATASOURCE_URL names a database that does not exist",
            "SPRING_DATASOURCE_USERNAME, stranger, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD do not open",
            "SPRING_DATASOURCE_URL, postgres://b24:s3cr3t@localhost/b24, 'SPRING_DATASOURCE_URL must be of the form jdbc:postgresql://host:5432/database, without user and password'",
            "SPRING_DATASOURCE_URL, jdbc:mysql://localhost/b24, SPRING_DATASOURCE_URL must be of the form",
            "SPRING_DATASOURCE_URL, jdbc:postgresql://localhost:abc/b24, SPRING_DATASOURCE_URL must be of the form",
            "SPRING_DATASOURCE_URL, jdbc:postgresql://nowhere.invalid/b24, SPRING_DATASOURCE_URL names a host that is not known: nowhere.invalid",
            "SPRING_DATASOURCE_USERNAME, , SPRING_DATASOURCE_USERNAME is missing",
            "SERVER_PORT, http, SERVER_PORT must be the number of a port",
            "B24_ENCRYPTION_KEYSET, , B24_ENCRYPTION_KEYSET is missing",
            "B24_RATE_BURST, abc, B24_RATE_BURST cannot be read as a whole number"})
    void saysInOneLineWhyItDoesNotStart(String variable, @Nullable String value, String reason)
            throws IOException, InterruptedException {
        var settings = new HashMap<>(SETTINGS);
        settings.put("B24_DATABASE_WAIT", "PT0S");
        settings.remove(variable);
        if (value != null) {
            settings.put(variable, value.replace("{server}", server()));
        }

        var ended = start(settings);

        assertThat(ended.output()).filteredOn(line -> line.contains(variable))
                .singleElement()
                .asString()
                .contains("ERROR", "Cannot start: " + reason);
        assertThat(ended.output()).noneMatch(line -> line.startsWith("\tat ") || line.contains("s3cr3t"));
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void namesAWrongSettingBeforeItTriesTheDatabase() throws IOException, InterruptedException {
        var settings = new HashMap<>(SETTINGS);
        settings.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:1/b24");
        settings.remove("B24_ENCRYPTION_KEYSET");

        var ended = start(settings);

        assertThat(ended.output()).filteredOn(line -> line.contains("Cannot start"))
                .singleElement()
                .asString()
                .contains("B24_ENCRYPTION_KEYSET");
    }

    @Test
    void waitsForPostgresAndSaysSo() throws IOException, InterruptedException {
        var settings = new HashMap<>(SETTINGS);
        settings.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:1/b24?password=s3cr3t");
        settings.put("B24_DATABASE_WAIT", "PT2S");

        var ended = start(settings);

        assertThat(ended.output()).filteredOn(line -> line.contains("Waiting for PostgreSQL"))
                .singleElement()
                .asString()
                .contains("INFO", "at localhost:1/b24, 0 s of at most 2 s");
        assertThat(ended.output()).filteredOn(line -> line.contains("Cannot start"))
                .singleElement()
                .asString()
                .contains("SPRING_DATASOURCE_URL names a PostgreSQL that cannot be reached");
        assertThat(ended.output()).noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void namesVariablesThatMeanNothing() throws IOException, InterruptedException {
        var settings = new HashMap<>(SETTINGS);
        settings.put("B24_RATE_PER_SECONDS", "3");
        settings.put("B24_WEBHOOKS_0_APPLICATION_TOKEN", "s3cr3t");
        settings.put("B24_WEBHOOKS_0_REST_URL", "https://acme.bitrix24.com/rest/1/s3cr3t/");
        settings.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:1/b24");
        settings.put("B24_DATABASE_WAIT", "PT0S");

        var ended = start(settings);

        assertThat(ended.output()).filteredOn(line -> line.contains("B24_RATE_PER_SECONDS"))
                .singleElement()
                .asString()
                .contains("WARN", "B24_RATE_PER_SECONDS is no setting of this service", "B24_RATE_PER_SECOND?");
        assertThat(ended.output()).filteredOn(line -> line.contains("B24_CLIENT_ID"))
                .singleElement()
                .asString()
                .contains("WARN", "B24_WEBHOOKS_0_");
        assertThat(ended.output()).noneMatch(line -> line.contains("s3cr3t"));
    }

    @Test
    void namesASpillDirectoryThatCannotBeUsed() throws IOException, InterruptedException {
        var settings = new HashMap<>(SETTINGS);
        settings.put("B24_SPILL_DIRECTORY", "/proc/spill");

        var ended = start(settings);

        assertThat(ended.output()).filteredOn(line -> line.contains("Cannot start"))
                .singleElement()
                .asString()
                .contains("B24_SPILL_DIRECTORY names a folder that cannot be used: /proc/spill");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void refusesADatabaseOfAPreRelease(@TempDir Path migrations) throws IOException, InterruptedException {
        var database = PostgresServer.get().newDatabase();
        PreReleases.migrate(database, migrations);
        var settings = new HashMap<>(SETTINGS);
        settings.put("SPRING_DATASOURCE_URL", database.url());

        var ended = start(settings);

        assertThat(ended.output()).filteredOn(line -> line.contains("ERROR"))
                .singleElement()
                .asString()
                .contains("Cannot start: SPRING_DATASOURCE_URL names a database of a pre-release of b24-mirror (schema "
                        + "version 132), which cannot be upgraded: create an empty database and name that");
        assertThat(ended.output()).noneMatch(line -> line.startsWith("\tat "));
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void printsANewKeysetAndNothingElse() throws IOException, InterruptedException {
        var ended = start(Map.of(), "keyset");

        assertThat(ended.output()).filteredOn(line -> !line.startsWith("WARNING:"))
                .singleElement()
                .asString()
                .matches("[0-9A-Za-z+/]{100,}={0,2}");
        assertThat(ended.code()).isZero();
    }

    private static String server() {
        return DATABASE.url().substring(0, DATABASE.url().lastIndexOf('/'));
    }

    private record Ended(int code, List<String> output) {}

    private static Ended start(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath(), "io.b24mirror.B24Mirror"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("B24_") || name.startsWith("SPRING_"));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.onExit().orTimeout(2, TimeUnit.MINUTES).exceptionally(_ -> process.destroyForcibly());
        try (var output = process.inputReader(UTF_8)) {
            var lines = output.lines().toList();
            return new Ended(process.waitFor(), lines);
        }
    }

    /// Without what only tests have.
    private static String classPath() {
        return Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
