package io.b24mirror.bitrix.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import org.apache.hc.client5.http.DnsResolver;
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

    @Test
    void leavesOutThePrivateAddressesOfANameThatHasPublicOnesToo() throws UnknownHostException {
        var addresses = new GuardedAddresses(PortalHostsExamples.allowing(true, "*"),
                new NameServer(List.of(List.of("127.0.0.1", "1.1.1.1", "::1"))));

        assertThat(addresses.resolve("portal.example", 443))
                .containsExactly(new InetSocketAddress("1.1.1.1", 443));
    }

    /// A name server that says something harmless when the name is checked and something else when it is called.
    @Test
    void connectsToTheVeryAddressThatWasChecked() throws IOException {
        var checked = new AtomicInteger();
        var canary = new AtomicInteger();
        var portal = server("127.0.0.1", 0, checked);
        var other = server("127.0.0.2", portal.getAddress().getPort(), canary);
        var names = new NameServer(List.of(List.of("127.0.0.1"), List.of("127.0.0.2")));
        try {
            var addresses = new GuardedAddresses(PortalHostsExamples.allowing(true, "portal.example"), names);
            var client = new HttpConfiguration().bitrixRestClient(addresses, Optional.empty(),
                    new OutboundProperties(null));

            new RestTransport(client, JsonMapper.shared()).post(
                    URI.create("http://portal.example:%d/rest/batch".formatted(portal.getAddress().getPort())), null,
                    org.springframework.http.MediaType.APPLICATION_JSON, "{}".getBytes(UTF_8));

            assertThat(checked).hasValue(1);
            assertThat(canary).hasValue(0);
            assertThat(names.questions()).isEqualTo(1);
        } finally {
            portal.stop(0);
            other.stop(0);
        }
    }

    private static HttpServer server(String address, int port, AtomicInteger calls) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                calls.incrementAndGet();
                exchange.sendResponseHeaders(200, -1);
            }
        });
        server.start();
        return server;
    }

    /// Gives the next of its answers to each question, and the last one ever after.
    private static final class NameServer implements DnsResolver {
        private final List<List<String>> answers;
        private final AtomicInteger questions = new AtomicInteger();

        NameServer(List<List<String>> answers) {
            this.answers = answers;
        }

        int questions() {
            return questions.get();
        }

        @Override
        public InetAddress[] resolve(String host) {
            var answer = answers.get(Math.min(questions.getAndIncrement(), answers.size() - 1));
            return answer.stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0",
            "[::1]", "[::ffff:127.0.0.1]", "[::]", "[0:0:0:0:0:0:0:1]", "localhost."})
    void reachesNoCanaryOnThisMachine(String host) throws IOException {
        var calls = new AtomicInteger();
        var canary = server("0.0.0.0", 0, calls);
        try {
            var client = new HttpConfiguration().bitrixRestClient(anyPublicHost, Optional.empty(),
                    new OutboundProperties(null));
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
