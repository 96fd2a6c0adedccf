package io.b24mirror.access;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;

class ApiGateIntegrationTests extends GateTest {
    /// Found by whoever may act: there is no such portal.
    private static final String ACTION = "/api/v1/portals/nobody/sweep";

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/for/example", "/api/v1/nothing-there", "/v3/api-docs", "/v3/api-docs.yaml",
            "/v3/api-docs/swagger-config", "/swagger-ui.html", "/swagger-ui/index.html",
            "/swagger-ui/swagger-initializer.js"})
    void asksForAPassword(String path) throws Exception {
        var answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValueSatisfying(
                value -> assertThat(value).startsWith("Basic realm=\"b24-mirror\""));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("urn:b24-mirror:unauthenticated").doesNotContain(path);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"operator, wrong-password-of-the-tests", "nobody, operator-password-of-the-tests",
            "reporting, operator-password-of-the-tests", "operator, OPERATOR-PASSWORD-OF-THE-TESTS", "'', ''"})
    void refusesAWrongPassword(String user, String password) throws Exception {
        assertThat(get("/api/v1/for/example", user, password).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic %%%", "Basic b3BlcmF0b3I=", "Bearer abc", "Digest username=operator"})
    void refusesWhatIsNoLogin(String header) throws Exception {
        assertThat(send(to("/api/v1/for/example").header("Authorization", header)).statusCode()).isEqualTo(401);
    }

    @Test
    void letsBothUsersRead() throws Exception {
        assertThat(get("/api/v1/for/example", "operator", OPERATOR_PASSWORD).body()).isEqualTo("operator");
        assertThat(get("/api/v1/for/example", "reporting", REPORTING_PASSWORD).body()).isEqualTo("reporting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/swagger-config",
            "/swagger-ui/index.html", "/swagger-ui/swagger-initializer.js"})
    void letsBothUsersReadTheDescription(String path) throws Exception {
        assertThat(get(path, "operator", OPERATOR_PASSWORD).statusCode()).isEqualTo(200);
        assertThat(get(path, "reporting", REPORTING_PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void showsTheWayToTheDescriptionWithoutAHost() throws Exception {
        var answer = get("/swagger-ui.html", "reporting", REPORTING_PASSWORD);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/swagger-ui/index.html");
    }

    @Test
    void describesWhateverControllersOfferUnderTheApiAndNothingElse() throws Exception {
        var paths = JsonMapper.shared()
                .readTree(get("/v3/api-docs", "operator", OPERATOR_PASSWORD).body())
                .path("paths");

        assertThat(paths.at("/~1api~1v1~1for~1example/post/responses").propertyNames()).contains("200", "401");
        assertThat(paths.propertyNames()).allMatch(path -> path.startsWith("/api/v1/"));
    }

    @Test
    void letsTheOperatorAloneAct() throws Exception {
        var operator = act("operator", OPERATOR_PASSWORD);
        var reporting = act("reporting", REPORTING_PASSWORD);

        assertThat(operator.statusCode()).isEqualTo(404);
        assertThat(operator.body()).contains("urn:b24-mirror:unknown-portal");
        assertThat(reporting.statusCode()).isEqualTo(403);
        assertThat(reporting.body()).contains("urn:b24-mirror:forbidden");
    }

    private java.net.http.HttpResponse<String> act(String user, String password)
            throws IOException, InterruptedException {
        return send(post(to(ACTION), "").header("Authorization", BasicLogin.of(user, password)));
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, cross-site, 403", "Sec-Fetch-Site, same-site, 403", "Sec-Fetch-Site, same-origin, 404",
            "Sec-Fetch-Site, none, 404", "Origin, https://evil.example, 403"})
    void letsNoOtherSiteActThroughABrowser(String header, String value, int status) throws Exception {
        var answer = send(post(to(ACTION), "").header("Authorization", BasicLogin.of("operator", OPERATOR_PASSWORD))
                .header(header, value));

        assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void saysNothingOfItsInsideWhenItFails() throws Exception {
        var broken = get("/api/v1/for/broken", "operator", OPERATOR_PASSWORD);
        var missing = get("/api/v1/nothing-there?x=echo-me", "operator", OPERATOR_PASSWORD);

        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(broken.body()).doesNotContain("a-text-that-stays-inside", "Exception", "timestamp", "/api");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(missing.body()).doesNotContain("nothing-there", "echo-me", "static resource");
    }

    @Test
    void opensNoSession() throws Exception {
        assertThat(get("/api/v1/for/example", "operator", OPERATOR_PASSWORD).headers().firstValue("Set-Cookie"))
                .isEmpty();
    }
}
