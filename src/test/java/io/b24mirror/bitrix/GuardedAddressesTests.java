package io.b24mirror.bitrix;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.portal.PortalHostsExamples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GuardedAddressesTests {
    private final GuardedAddresses anyPublicHost = new GuardedAddresses(PortalHostsExamples.allowing(true, "*"));

    @ParameterizedTest
    @ValueSource(strings = {
            // loopback and "this host", which Linux connects to itself
            "localhost", "127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "::1", "::",
            // private
            "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1",
            // link-local and metadata services
            "169.254.169.254", "169.254.1.1", "fe80::1", "fd00:ec2::254", "100.100.100.200", "192.0.0.192",
            // carrier-grade NAT, benchmarks, multicast, reserved, broadcast
            "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "ff02::1",
            // IPv4 in IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1",
            "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
            // other ways to write 127.0.0.1
            "2130706433", "0x7f000001", "0x7f.0.0.1", "127.1", "127.0.1"})
    void refusesAddressThatIsNotPublic(String host) {
        assertThatThrownBy(() -> anyPublicHost.resolve(host, 443)).isInstanceOf(UnknownHostException.class);
        assertThatThrownBy(() -> anyPublicHost.resolve(host)).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.1.1",
            "198.17.0.1", "2606:4700:4700::1111"})
    void leadsToPublicAddress(String host) throws UnknownHostException {
        assertThat(anyPublicHost.resolve(host, 443)).containsExactly(new InetSocketAddress(host, 443));
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost, 80", "localhost:8080, localhost, 8080", "127.0.0.1, 127.0.0.1, 80",
            "[::1], ::1, 80"})
    void leadsToPrivateAddressOfAHostThatTheOperatorNamed(String pattern, String host, int port)
            throws UnknownHostException {
        assertThat(new GuardedAddresses(PortalHostsExamples.allowing(true, pattern)).resolve(host, port)).isNotEmpty()
                .allMatch(address -> address.getAddress().isLoopbackAddress());
    }

    @Test
    void refusesOtherPortsOfAHostThatTheOperatorNamedWithOne() {
        var addresses = new GuardedAddresses(PortalHostsExamples.allowing(true, "*", "localhost:8080"));

        assertThatThrownBy(() -> addresses.resolve("localhost", 22)).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0",
            "[::1]", "[::ffff:127.0.0.1]", "[::]", "[0:0:0:0:0:0:0:1]", "localhost."})
    void reachesNoCanaryOnThisMachine(String host) throws IOException {
        var calls = new AtomicInteger();
        var canary = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0), 0);
        canary.createContext("/", exchange -> {
            try (exchange) {
                calls.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        canary.start();
        try {
            var client = new HttpConfiguration().bitrixRestClient(anyPublicHost, Optional.empty());
            var url = URI.create("http://%s:%d/rest/batch".formatted(host, canary.getAddress().getPort()));

            var reply = new RestTransport(client, JsonMapper.shared()).post(url, null,
                    org.springframework.http.MediaType.APPLICATION_JSON, "{}".getBytes(UTF_8));

            assertThat(reply).isInstanceOf(Reply.Unusable.class).extracting("reached").isEqualTo(false);
            assertThat(calls).hasValue(0);
        } finally {
            canary.stop(0);
        }
    }
}
