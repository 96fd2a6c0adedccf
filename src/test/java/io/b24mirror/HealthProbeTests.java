package io.b24mirror;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HealthProbeTests {
    @Test
    void isReadyWhenTheServiceSaysSo() throws IOException {
        assertThat(probeOfServiceAnswering(200)).isTrue();
    }

    @Test
    void isNotReadyWhenTheServiceRefusesTraffic() throws IOException {
        assertThat(probeOfServiceAnswering(503)).isFalse();
    }

    @Test
    void isNotReadyWhenNobodyListens() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        var probe = probe(server);
        server.stop(0);

        assertThat(probe.isReady()).isFalse();
    }

    @Test
    void asksTheUsualPortWhereNoneIsSet() {
        assertThat(HealthProbe.of(Map.of()).readiness())
                .hasToString("http://127.0.0.1:8081/actuator/health/readiness");
    }

    private static boolean probeOfServiceAnswering(int status) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            return probe(server).isReady();
        } finally {
            server.stop(0);
        }
    }

    private static HealthProbe probe(HttpServer server) {
        return HealthProbe.of(Map.of("MANAGEMENT_SERVER_PORT", Integer.toString(server.getAddress().getPort())));
    }
}
