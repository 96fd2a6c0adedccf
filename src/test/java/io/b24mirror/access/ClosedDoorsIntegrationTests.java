package io.b24mirror.access;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class ClosedDoorsIntegrationTests extends GateTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/elsewhere", "/error", "/actuator", "/actuator/health", "/actuator/prometheus",
            "/favicon.ico", "/api/v2/example", "/login", "/logout", "/bitrix24", "/bitrix24/a/b", "/index.html",
            "/default-ui.css", "/.git/config"})
    void answersAsIfNothingWereThere(String path) throws Exception {
        var anonymous = get(path);
        var operator = get(path, "operator", OPERATOR_PASSWORD);

        assertThat(anonymous.statusCode()).isEqualTo(404);
        assertThat(anonymous.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(anonymous.body()).isEqualTo(get("/no-such-path").body()).doesNotContain(path + "\"");
        assertThat(operator.body()).isEqualTo(anonymous.body());
    }

    @ParameterizedTest
    @CsvSource({"GET, 405", "PUT, 405", "DELETE, 405", "PATCH, 405"})
    void takesNothingButPostsWherePortalsPost(String method, int status) throws Exception {
        for (var path : new String[]{"/bitrix24/events", "/bitrix24/install"}) {
            var answer = send(to(path).method(method, BodyPublishers.noBody()));

            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).doesNotContain(path, method);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /bitrix24/events HTTP/1.1", "TRACE /api/v1/for/example HTTP/1.1"})
    void refusesTrace(String requestLine) throws Exception {
        assertThat(raw(requestLine, "X-Echo: secret-header"))
                .startsWith("HTTP/1.1 405")
                .doesNotContain("secret-header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /../etc/passwd HTTP/1.1", "GET /api;x=1/v1/example HTTP/1.1",
            "GET //api/v1/for/example HTTP/1.1", "GET /api/v1/%2e%2e/example HTTP/1.1", "GET /api/v1/x%2fy HTTP/1.1",
            "GET /api/v1/\\example HTTP/1.1", "GET /a|b HTTP/1.1", "GARBAGE", "get / HTTP/1.1"})
    void refusesMisleadingRequestsInItsOwnWords(String requestLine) throws Exception {
        var answer = raw(requestLine);

        assertThat(answer).startsWith("HTTP/1.1 4")
                .doesNotContainIgnoringCase("tomcat", "spring", "apache", "<html", "passwd", "Server:");
    }

    @Test
    void refusesHeadersThatAreTooLong() throws Exception {
        var answer = raw("GET /api/v1/for/example HTTP/1.1", "X-Long: " + "x".repeat(9_000));

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContainIgnoringCase("tomcat", "<html");
    }

    @Test
    void takesNoMessageWithTwoLengths() throws Exception {
        var answer = raw("POST /bitrix24/events HTTP/1.1", "Content-Length: 5", "Content-Length: 6");

        assertThat(answer).startsWith("HTTP/1.1 400");
    }

    @Test
    void buildsNoAddressFromTheHostThatIsClaimed() throws Exception {
        var answer = raw("GET /console/ HTTP/1.1", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https");

        assertThat(answer).startsWith("HTTP/1.1 302")
                .contains("Location: /console/login\r\n")
                .doesNotContain("evil.example");
    }

    private String raw(String requestLine, String... headers) throws IOException {
        var lines = new ArrayList<>(List.of(requestLine, "Host: evil.example", "Connection: close"));
        lines.addAll(List.of(headers));
        try (var socket = new Socket(handler().getHost(), handler().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
