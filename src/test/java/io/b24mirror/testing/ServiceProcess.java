package io.b24mirror.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.PostgresServer.Database;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/// The packaged service as a process of its own, as an administrator runs it: settings by environment variables,
/// nothing else. Its output, at DEBUG, goes into a file.
public final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(4);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    private ServiceProcess(Process process, Path log, int port, int managementPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
    }

    /// Starts the jar on that database. `SERVER_PORT` and `MANAGEMENT_SERVER_PORT` are chosen here, and
    /// `B24_PUBLIC_URL` leads to it.
    public static ServiceProcess start(Database database, Map<String, String> environment) throws IOException {
        return start(database, environment, List.of());
    }

    /// The same with options for Java. Ports that the environment names are taken, so that a successor can be where its
    /// predecessor was.
    public static ServiceProcess start(Database database, Map<String, String> environment, List<String> javaOptions)
            throws IOException {
        int port = port(environment, "SERVER_PORT");
        int managementPort = port(environment, "MANAGEMENT_SERVER_PORT");
        var log = Files.createTempFile("b24-mirror", ".log");
        var builder = new ProcessBuilder(command(javaOptions)).redirectErrorStream(true).redirectOutput(log.toFile());
        var variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("B24_") || name.startsWith("SPRING_"));
        variables.putAll(Map.of("SPRING_DATASOURCE_URL", database.url(), "SPRING_DATASOURCE_USERNAME", database.user(),
                "SPRING_DATASOURCE_PASSWORD", database.password(), "SERVER_PORT", Integer.toString(port),
                "MANAGEMENT_SERVER_PORT", Integer.toString(managementPort), "B24_PUBLIC_URL",
                "http://localhost:" + port, "LOGGING_LEVEL_ROOT", "DEBUG"));
        variables.put("B24_SPILL_DIRECTORY", Files.createTempDirectory("spill").toString());
        variables.putAll(environment);
        return new ServiceProcess(builder.start(), log, port, managementPort);
    }

    /// The variables of a service that serves a simulated portal.
    public static Map<String, String> environment(SimulatedPortal portal, String clientId, String clientSecret,
            String keyset) {
        return Map.of("B24_CLIENT_ID", clientId, "B24_CLIENT_SECRET", clientSecret, "B24_ENCRYPTION_KEYSET", keyset,
                "B24_OAUTH_SERVERS", portal.authorizationServerUrl().toString(), "B24_PORTAL_HOSTS",
                portal.restUrl().getAuthority(), "B24_ALLOW_INSECURE_HTTP", "true");
    }

    private static int port(Map<String, String> environment, String name) throws IOException {
        var chosen = environment.get(name);
        return chosen == null ? Ports.free() : Integer.parseInt(chosen);
    }

    private static List<String> command(List<String> javaOptions) throws IOException {
        var java = ProcessHandle.current().info().command().orElse("java");
        var command = new ArrayList<>(List.of(java));
        command.addAll(javaOptions);
        command.add("-jar");
        try (var files = Files.list(Path.of("target"))) {
            command.add(files.map(Path::toString)
                    .filter(name -> name.matches(".*b24-mirror-[^/]*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("Package the jar first: ./mvnw package")));
        }
        return command;
    }

    /// Waits until the service says that it is healthy.
    public ServiceProcess awaitHealthy() {
        await().atMost(START).pollInterval(Duration.ofMillis(200)).until(() -> !process.isAlive() || isHealthy());
        if (!process.isAlive()) {
            throw new IllegalStateException("The service ended:\n" + output());
        }
        return this;
    }

    /// Whether it says that it is healthy.
    public boolean isHealthy() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/actuator/health"))
                    .timeout(Duration.ofSeconds(10));
            return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// A path of the service.
    public URI url(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /// A path of its management port.
    public URI managementUrl(String path) {
        return URI.create("http://localhost:" + managementPort + path);
    }

    /// Everything that it printed so far.
    public String output() {
        try {
            return Files.readString(log, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it as an administrator would, and waits until it has ended.
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The service does not end:\n" + output());
        }
        return process.exitValue();
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Stops it in its tracks, as a machine that is suspended does; its connections stay open.
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// Lets it go on.
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
