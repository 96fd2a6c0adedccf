package io.b24mirror.access;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecurityHeadersIntegrationTests extends GateTest {

    @Test
    void setsSecurityHeadersOnEveryResponse() throws Exception {
        var answers = List.of(get("/"), get("/bitrix24/events"), send(post(to("/bitrix24/events"), "x=1")),
                send(to("/bitrix24/events").header("Content-Type", "text/plain")), get("/console/"),
                get("/console/login"), get("/api/v1/for/example"), get("/api;x/v1/example"),
                get("/api/v1/for/example", "operator", OPERATOR_PASSWORD),
                get("/api/v1/for/broken", "operator", OPERATOR_PASSWORD),
                get("/api/v1/nothing-there", "operator", OPERATOR_PASSWORD));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
            assertThat(header(answer, "Content-Security-Policy")).contains("default-src 'none'",
                    "frame-ancestors 'none'",
                    "base-uri 'none'");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
            assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
        });
    }

    @Test
    void letsThePortalAloneFrameTheInstallerPage() throws Exception {
        var page = portal.openInstallPage(url("/bitrix24/install"), 1).send();
        var refused = portal.openInstallPage(url("/bitrix24/install"), 1)
                .with("SERVER_ENDPOINT", "https://evil.example/rest/")
                .send();

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(List.of(page, refused)).allSatisfy(
                answer -> assertThat(header(answer, "Content-Security-Policy")).contains("default-src 'none'",
                        "base-uri 'none'", "frame-ancestors http://" + portal.restUrl().getAuthority() + ";")
                        .doesNotContain("frame-ancestors 'none'"));
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
        assertThat(page.headers().firstValue("X-Frame-Options")).isEmpty();
    }

    private static String header(HttpResponse<String> answer, String name) {
        assertThat(answer.headers().allValues(name)).as(name).hasSize(1);
        return answer.headers().firstValue(name).orElseThrow();
    }
}
