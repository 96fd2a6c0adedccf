package io.b24mirror;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.testing.LocalProgram;
import io.b24mirror.testing.Ports;

import static org.assertj.core.api.Assertions.assertThat;

/// The health check of the container image, run by the machine's Bash.
class HealthProbeTests {
    private static final String BASH = "/bin/bash";

    @Test
    void isReadyWhenTheServiceSaysSo() throws Exception {
        assertThat(probeOfServiceAnswering(200)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 404, 302, 500})
    void isNotReadyWhenTheServiceRefusesTraffic(int status) throws Exception {
        assertThat(probeOfServiceAnswering(status)).isEqualTo(1);
    }

    @Test
    void isNotReadyWhenNothingListens() throws Exception {
        assertThat(probe(Ports.free())).isEqualTo(1);
    }

    @Test
    void doesNotWaitForAServiceThatHangs() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(probe(silent.getLocalPort())).isEqualTo(1);
        }
    }

    private static int probeOfServiceAnswering(int status) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return probe(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    private static int probe(int port) throws IOException, InterruptedException {
        LocalProgram.require(BASH);
        var builder = new ProcessBuilder(BASH, Path.of("src/main/docker/health").toString());
        builder.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(port));
        // options that no second JVM beside the service would survive
        builder.environment().put("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,server=y,address=1");
        var process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).as("ends before Docker gives it up").isTrue();
        return process.exitValue();
    }
}
