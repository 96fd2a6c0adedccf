package io.b24mirror.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.context.TestPropertySource;

import io.b24mirror.testing.BasicLogin;
import io.b24mirror.testing.LocalProgram;
import io.b24mirror.testing.Ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/// The service behind a real nginx, which asks by HTTP/1.0 and publishes it below a path.
@TestPropertySource(properties = "server.forward-headers-strategy=native")
class BehindNginxIntegrationTests extends GateTest {
    private static final String PROGRAM = "/usr/sbin/nginx";
    private static final int PORT = Ports.free();
    private LocalProgram nginx;

    @SuppressWarnings("NullAway.Init") // JUnit fills the field
    BehindNginxIntegrationTests() {}

    @BeforeEach
    void startNginx() throws IOException {
        LocalProgram.require(PROGRAM);
        var folder = LocalProgram.newFolder();
        Files.writeString(folder.resolve("nginx.conf"), """
                pid nginx.pid;
                error_log error.log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-For $remote_addr;
                    proxy_set_header X-Forwarded-Proto https;
                    server {
                        listen 127.0.0.1:%d;
                        location / { proxy_pass http://127.0.0.1:%d; }
                        location /mirror/ {
                            proxy_set_header X-Forwarded-Prefix /mirror;
                            proxy_pass http://127.0.0.1:%d/;
                        }
                    }
                }
                """.formatted(PORT, url("/").getPort(), url("/").getPort()));
        nginx = LocalProgram.start(folder, PORT,
                List.of(PROGRAM, "-p", folder.toString(), "-c", folder + "/nginx.conf", "-g", "daemon off;"));
    }

    @AfterEach
    void stopNginx() {
        if (nginx != null) {
            nginx.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/mirror"})
    void leadsToTheLoginAndBackWithoutAHost(String prefix) throws IOException {
        assertThat(header(ask("GET " + prefix + "/console/"), "Location")).isEqualTo(prefix + "/console/login");
        var page = ask("GET " + prefix + "/console/login");
        assertThat(page).contains("action=\"" + prefix + "/console/login\"");

        var login = ask("POST " + prefix + "/console/login", "Cookie: " + cookie(page),
                "Content-Type: application/x-www-form-urlencoded", "",
                "username=operator&password=%s&_csrf=%s".formatted(OPERATOR_PASSWORD, token(page)));

        assertThat(header(login, "Location")).isEqualTo(prefix + "/console/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/mirror"})
    void namesTheNextPageByItsWholePath(String prefix) throws IOException {
        jdbc.sql("""
                insert into operation.action (acted_at, user_name, what, member_id)
                select now(), 'x', 'SWEEP', 'y' from generate_series(1, 3)
                """).update();

        var page = ask("GET " + prefix + "/api/v1/operator-actions?limit=1", login());

        assertThat(header(page, "Link")).startsWith("<" + prefix + "/api/v1/operator-actions?");
        assertThat(page).contains("\"next\":\"" + prefix + "/api/v1/operator-actions?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/mirror"})
    void describesTheApiWhereItIs(String prefix) throws IOException {
        assertThat(header(ask("GET " + prefix + "/swagger-ui.html", login()), "Location"))
                .isEqualTo(prefix + "/swagger-ui/index.html");
        assertThat(ask("GET " + prefix + "/v3/api-docs/swagger-config", login()))
                .contains("\"url\":\"" + prefix + "/v3/api-docs\"",
                        "\"configUrl\":\"" + prefix + "/v3/api-docs/swagger-config\"");
        // relative to the document, as OpenAPI has it
        assertThat(ask("GET " + prefix + "/v3/api-docs", login())).containsPattern(
                "\"servers\":\\[\\{\"url\":\"\\.\\.\"");
    }

    @Test
    void repeatsNoHostThatTheClientMadeUp() throws IOException {
        for (int port : List.of(PORT, url("/").getPort())) {
            var answer = send(port, "GET /console/ HTTP/1.0\r\nHost: evil.example\r\n\r\n");

            assertThat(header(answer, "Location")).isEqualTo("/console/login");
            assertThat(answer).doesNotContain("evil");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "/mirror//evil.example", "evil", "/a\"b", "/mirror/../x?y",
            "https://evil.example"})
    void believesNoPrefixThatIsNoPath(String prefix) throws IOException {
        var answer = send(url("/").getPort(),
                "GET /console/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-For: 1.2.3.4\r\n"
                        + "X-Forwarded-Prefix: " + prefix + "\r\n\r\n");

        assertThat(header(answer, "Location")).isEqualTo("/console/login");
    }

    private static String login() {
        return "Authorization: " + BasicLogin.of("reporting", REPORTING_PASSWORD);
    }

    private static String cookie(String page) {
        return header(page, "Set-Cookie").replaceFirst(";.*", "");
    }

    private static String token(String page) {
        var token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page);
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static String header(String answer, String name) {
        return answer.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("no " + name + " in " + answer);
    }

    /// Lines after an empty one are the body.
    private static String ask(String request, String... lines) throws IOException {
        var text = String.join("\r\n", lines);
        int body = text.indexOf("\r\n\r\n");
        var length = body < 0 ? "" : "Content-Length: " + (text.length() - body - 4) + "\r\n";
        return send(PORT, request + " HTTP/1.1\r\nHost: b24.example.com:8443\r\nConnection: close\r\n" + length + text
                + (body < 0 ? (lines.length == 0 ? "\r\n" : "\r\n\r\n") : ""));
    }

    private static String send(int port, String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
