package io.b24mirror.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.Ports;
import io.b24mirror.testing.PostgresServer.Database;
import io.b24mirror.testing.ServiceProcess;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Where one instance of the service runs, time after time: its address, its disk, its settings.
final class Seat {
    /// For a quick start on a small machine; a process of ours never lives long enough to gain from more.
    private static final List<String> SMALL_AND_QUICK = List.of("-Xmx256m", "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1");

    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> javaOptions = new ArrayList<>(SMALL_AND_QUICK);
    private Database database;

    Seat(Database database, SimulatedPortal portal, String keyset) {
        this.database = database;
        environment.putAll(ServiceProcess.environment(portal, Scene.CLIENT_ID, Scene.CLIENT_SECRET, keyset));
        set("SERVER_PORT", Integer.toString(port));
        set("MANAGEMENT_SERVER_PORT", Integer.toString(managementPort));
        set("B24_RATE_PER_SECOND", Integer.toString(Scene.RATE));
        set("B24_RATE_BURST", Integer.toString(Scene.BURST));
        set("B24_SPILL_DIRECTORY", newDirectory().toString());
        set("LOGGING_LEVEL_ROOT", "INFO");
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("b24-spill");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Changes a setting of the processes to come.
    Seat set(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// An option for Java of the processes to come.
    Seat with(String javaOption) {
        javaOptions.add(javaOption);
        return this;
    }

    /// The work of an instance that is gone is taken over after as many seconds as it lasts tens of them otherwise.
    Seat withQuickHeartbeats() {
        return with("-Ddb-scheduler.heartbeat-interval=1s");
    }

    /// Reaches its database by way of a proxy.
    Seat throughProxy(TcpProxy proxy) {
        database = RealPostgres.through(database, proxy.port());
        return this;
    }

    /// Takes `localhost`, where the simulated portal is, for that loopback address, where a proxy may listen at the
    /// same port.
    Seat localhostIs(String address) throws IOException {
        var hosts = Files.createTempFile("b24-hosts", "");
        var name = java.net.InetAddress.getLocalHost().getHostName();
        Files.writeString(hosts, "%s localhost%n127.0.0.1 %s%n".formatted(address, name), UTF_8);
        return with("-Djdk.net.hosts.file=" + hosts);
    }

    /// Starts a process; it may not have begun to listen yet.
    ServiceProcess start() throws IOException {
        return ServiceProcess.start(database, environment, javaOptions);
    }

    URI handler() {
        return URI.create("http://localhost:%d/bitrix24/events".formatted(port));
    }

    Path spillDirectory() {
        return Path.of(environment.getOrDefault("B24_SPILL_DIRECTORY", ""));
    }
}
