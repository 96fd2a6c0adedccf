package io.b24mirror.bitrix.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.portal.PortalHostsExamples;
import io.b24mirror.secret.Secret;
import io.b24mirror.settings.InvalidSettingException;
import io.b24mirror.testing.LocalProgram;
import io.b24mirror.testing.Ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/// Calls by way of a proxy: one that the test runs and, where it is installed, tinyproxy.
class OutboundProxyTests {
    private static final String LOGIN = "Basic " + Base64.getEncoder().encodeToString("user:p@ss".getBytes(UTF_8));

    private final HttpServer portal = portal();
    private final ServerSocket proxy = listen();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws IOException {
        portal.stop(0);
        proxy.close();
    }

    @Test
    void goesByWayOfARealProxy() throws IOException {
        LocalProgram.require("/usr/bin/tinyproxy");
        var folder = LocalProgram.newFolder();
        int port = Ports.free();
        Files.writeString(folder.resolve("tinyproxy.conf"), """
                Port %d
                Listen 127.0.0.1
                Timeout 10
                BasicAuth user passw0rd
                ViaProxyName "tinyproxy"
                LogFile "%s/tinyproxy.log"
                LogLevel Connect
                """.formatted(port, folder));
        try (var tinyproxy = LocalProgram.start(folder, port,
                List.of("/usr/bin/tinyproxy", "-d", "-c", "tinyproxy.conf"))) {
            var right = transport("http://user:passw0rd@127.0.0.1:" + port, "localhost");
            var wrong = transport("http://user:other@127.0.0.1:" + port, "localhost");

            assertThat(post(right, "http://localhost:" + portal.getAddress().getPort())).isInstanceOf(Reply.Json.class);
            assertThat(reason(post(wrong, "https://localhost:" + portal.getAddress().getPort())))
                    .contains("B24_HTTP_PROXY", "user and password")
                    .doesNotContain("other");
            assertThat(((Reply.Json) post(right, "http://localhost:" + portal.getAddress().getPort())).body()
                    .path("result")
                    .asBoolean()).as("came by way of it").isTrue();
            assertThat(tinyproxy.output("tinyproxy.log")).contains("localhost");
        }
    }

    /// The portal does not speak TLS, so the exchange ends there: after the proxy has connected.
    @Test
    void asksTheProxyForATunnelToWhatSpeaksTls() {
        serve("HTTP/1.1 200 Connected\r\n\r\nno tls");

        assertThat(reason(post(transport("http://user:p%40ss@127.0.0.1:" + proxy.getLocalPort(), "portal.example"),
                "https://portal.example"))).contains("no secure connection");

        assertThat(requests).singleElement()
                .asString()
                .startsWith("CONNECT portal.example:443 HTTP/1.1")
                .contains("Proxy-Authorization: " + LOGIN)
                .doesNotContain("Bearer", "s3cr3t");
    }

    @Test
    void doesNotTakeTheProxysAnswerForThePortals() {
        serve("HTTP/1.1 403 Forbidden\r\nContent-Length: 25\r\n\r\n{\"error\":\"invalid_grant\"}");

        assertThat(reason(post(transport("http://127.0.0.1:" + proxy.getLocalPort(), "portal.example"),
                "https://portal.example"))).contains("B24_HTTP_PROXY", "HTTP 403");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"https://10.0.0.1 | *", "https://127.0.0.1 | *", "http://169.254.169.254 | *",
            "https://[::1] | *", "https://2130706433 | *", "https://inside.example | *",
            "https://inside.example | *.example", "https://half.example | *.example", "https://unknown.example | *",
            "https://metadata.google.internal | *,*:443", "https://unknown.example | *.org"})
    void asksTheProxyForNothingThatIsNotPublic(String url, String patterns) {
        var transport = transport("http://127.0.0.1:" + proxy.getLocalPort(), patterns.split(","));

        assertThat(reason(post(transport, url))).contains("no usable address");
        assertThat(requests).isEmpty();
    }

    /// In a closed network the proxy may be the only one that can resolve names.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"https://public.example | *", "https://unknown.example | *.example",
            "https://unknown.example | unknown.example:443", "https://inside.example | inside.example"})
    void asksTheProxyForWhatIsPublicOrNamed(String url, String pattern) {
        serve("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");

        post(transport("http://127.0.0.1:" + proxy.getLocalPort(), pattern), url);

        assertThat(requests).singleElement().asString().startsWith("CONNECT " + URI.create(url).getHost() + ":443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy:3128", "https://proxy:3128", "http://proxy", "http://:3128", "http://proxy:99999",
            "http://s3cr3t@proxy:3128", "http://user:@proxy:3128", "http://proxy:3128/s3cr3t", "http://a b:3128",
            "http://user:s3cr3t%zz@proxy:3128", "socks5://proxy:1080"})
    void refusesWhatIsNoProxyWithoutRepeatingIt(String setting) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new OutboundProperties(Secret.of(setting)))
                .withMessageStartingWith("B24_HTTP_PROXY must be")
                .withMessageNotContaining("s3cr3t");
    }

    @Test
    void hidesTheCredentials() {
        var properties = new OutboundProperties(Secret.of("http://user:s3cr3t@proxy:3128"));

        assertThat(properties.proxy()).hasToString("proxy:3128");
        assertThat(properties.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void namesASettingOfOtherProgramsThatHasNoEffect() {
        assertThat(ProxyNotice.withoutEffect(Map.of("HTTPS_PROXY", "http://p:1")::get, _ -> null))
                .hasValue("HTTPS_PROXY");
        assertThat(ProxyNotice.withoutEffect(_ -> null, Map.of("http.proxyHost", "p")::get))
                .hasValue("-Dhttp.proxyHost");
        assertThat(ProxyNotice.withoutEffect(_ -> null, Map.of("java.net.useSystemProxies", "false")::get)).isEmpty();
    }

    private static Reply post(RestTransport transport, String base) {
        return transport.postJson(URI.create(base + "/rest/batch"), Secret.of("s3cr3t"), Map.of());
    }

    private static String reason(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Unusable.class);
        return ((Reply.Unusable) reply).reason();
    }

    private static RestTransport transport(String proxy, String... patterns) {
        var addresses = new GuardedAddresses(PortalHostsExamples.allowing(true, patterns), new Names());
        return new RestTransport(HttpConfiguration.client(addresses, Optional.empty(), new AnswerDeadline(),
                OutboundProxy.of(Secret.of(proxy))), JsonMapper.shared());
    }

    /// A name server that knows few names.
    private static final class Names implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return switch (host) {
                case "inside.example" -> addresses("10.1.2.3");
                case "public.example", "portal.example" -> addresses("1.1.1.1");
                case "half.example" -> addresses("1.1.1.1", "10.1.2.3");
                case "unknown.example", "metadata.google.internal" -> throw new UnknownHostException(host);
                default -> InetAddress.getAllByName(host);
            };
        }

        private static InetAddress[] addresses(String... literals) {
            return List.of(literals).stream().map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static HttpServer portal() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                var body = "{\"result\":%b}".formatted(exchange.getRequestHeaders().containsKey("Via")).getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers the requests that come in with these texts, one connection each.
    private void serve(String... answers) {
        Thread.ofVirtual().start(() -> {
            for (var answer : answers) {
                try (var connection = proxy.accept()) {
                    requests.add(head(connection));
                    connection.getOutputStream().write(answer.getBytes(UTF_8));
                    connection.getOutputStream().flush();
                } catch (IOException _) {
                    return;
                }
            }
        });
    }

    private static String head(Socket connection) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
        var lines = new ArrayList<String>();
        for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            lines.add(line);
        }
        return String.join("\n", lines);
    }
}
