package io.b24mirror.access;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;

import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementGateIntegrationTests extends GateTest {
    @Value("${local.management.port}")
    private int port;

    @Test
    void showsWhatItIsMeantToShowAndNothingElse() throws Exception {
        // background work rests in tests, which health does not take for healthy
        assertThat(management("health").statusCode()).isIn(200, 503);
        for (var shown : new String[]{"health/liveness", "health/readiness", "info", "prometheus"}) {
            assertThat(management(shown).statusCode()).as(shown).isEqualTo(200);
        }
        for (var hidden : new String[]{"env", "configprops", "beans", "heapdump", "threaddump", "loggers", "mappings",
                "metrics", "scheduledtasks", "flyway", "shutdown", "caches", "conditions", "httpexchanges"}) {
            assertThat(management(hidden).statusCode()).as(hidden).isEqualTo(404);
        }
    }

    @Test
    void tellsHealthWithoutSecrets() throws Exception {
        assertThat(management("health").body()).contains("\"components\"")
                .doesNotContain("jdbc:", "password", OPERATOR_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "info", "prometheus", "shutdown"})
    void takesNoOrders(String endpoint) throws Exception {
        var answer = send(HttpRequest.newBuilder(url(endpoint, port)).POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isIn(401, 404, 405);
    }

    @Test
    void opensNothingElseOnItsPort() throws Exception {
        for (var path : new String[]{"/api/v1/for/example", "/console/", "/bitrix24/events", "/"}) {
            var answer = send(HttpRequest.newBuilder(url("health", port).resolve(path))
                    .header("Authorization", BasicLogin.of("operator", OPERATOR_PASSWORD)));

            assertThat(answer.body()).doesNotContain("operator");
            assertThat(answer.statusCode()).isIn(302, 404);
        }
    }

    private HttpResponse<String> management(String endpoint) throws Exception {
        return send(HttpRequest.newBuilder(url(endpoint, port)));
    }

    private static URI url(String endpoint, int port) {
        return URI.create("http://localhost:" + port + "/actuator/" + endpoint);
    }
}
