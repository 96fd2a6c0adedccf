package io.b24mirror.access;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class ConsoleGateIntegrationTests extends GateTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/", "/console/nothing-there"})
    void sendsStrangersToTheLoginPage(String path) throws Exception {
        var answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue("/console/login");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void tellsWhatRunsInAPageThatTheSessionIsOver() throws Exception {
        assertThat(send(to("/console/nothing-there").header("HX-Request", "true")).statusCode()).isEqualTo(401);
    }

    @Test
    void takesNoHttpBasic() throws Exception {
        assertThat(get("/console/", "operator", OPERATOR_PASSWORD).statusCode()).isEqualTo(302);
    }

    @Test
    void letsTheOperatorInByTheForm() throws Exception {
        var session = logIn("operator", OPERATOR_PASSWORD);

        assertThat(session.answer.statusCode()).isEqualTo(302);
        assertThat(session.answer.headers().firstValue("Location")).hasValue("/console/");
        assertThat(page("/console/", session).body()).isEqualTo("console of operator");
    }

    @Test
    void keepsTheReportingUserOut() throws Exception {
        var session = logIn("reporting", REPORTING_PASSWORD);

        assertThat(page("/console/", session).statusCode()).isEqualTo(403);
    }

    @Test
    void createsASessionAfterAValidLoginOnly() throws Exception {
        var page = get("/console/login");
        var refused = logIn("operator", "wrong-password-of-the-tests");
        var session = logIn("operator", OPERATOR_PASSWORD);

        assertThat(page.body()).contains("type=\"password\"", "autocomplete=\"current-password\"");
        assertThat(page.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("b24-console"));
        assertThat(refused.answer.statusCode()).isEqualTo(401);
        assertThat(refused.answer.body()).contains("wrong").doesNotContain("wrong-password-of-the-tests");
        assertThat(refused.answer.headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("b24-console"));
        assertThat(session.answer.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("b24-console"))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain("Max-Age", "Expires", "Domain");
    }

    @Test
    void givesEveryLoginASessionOfItsOwn() throws Exception {
        var first = logIn("operator", OPERATOR_PASSWORD);
        var planted = send(
                post(to("/console/login").header("Cookie", first.cookies), first.form("operator", OPERATOR_PASSWORD)));

        assertThat(cookie(planted, "b24-console")).isNotEqualTo(cookie(first.answer, "b24-console"));
        assertThat(page("/console/", first).statusCode()).isEqualTo(302);
    }

    @Test
    void rejectsAMadeUpSession() throws Exception {
        var made = send(to("/console/").header("Cookie", "b24-console=0123456789ABCDEF0123456789ABCDEF"));
        var inThePath = get("/console/;b24-console=0123456789ABCDEF0123456789ABCDEF");

        assertThat(made.statusCode()).isEqualTo(302);
        assertThat(inThePath.statusCode()).isEqualTo(400);
    }

    @Test
    void wantsProofThatARequestComesFromItsOwnPages() throws Exception {
        var session = logIn("operator", OPERATOR_PASSWORD);
        var without = send(post(to("/console/action").header("Cookie", session.cookies), ""));
        var with = send(post(to("/console/action").header("Cookie", session.cookies), "_csrf=" + session.token));
        var loginWithout = send(post(to("/console/login"), "username=operator&password=" + OPERATOR_PASSWORD));

        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(with.body()).isEqualTo("done");
        assertThat(loginWithout.statusCode()).isEqualTo(403);
    }

    @Test
    void endsAnUnusedSession() throws Exception {
        var session = logIn("operator", OPERATOR_PASSWORD);
        assertThat(page("/console/", session).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(29));
        assertThat(page("/console/", session).statusCode()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(31));

        assertThat(page("/console/", session).statusCode()).isEqualTo(302);
    }

    @Test
    void endsEverySessionAfterTwelveHours() throws Exception {
        var session = logIn("operator", OPERATOR_PASSWORD);
        for (int i = 0; i < 36; i++) {
            assertThat(page("/console/", session).statusCode()).isEqualTo(200);
            clock.advance(Duration.ofMinutes(20));
        }

        clock.advance(Duration.ofSeconds(1));

        assertThat(page("/console/", session).statusCode()).isEqualTo(302);
    }

    @Test
    void endsASessionByLogout() throws Exception {
        var session = logIn("operator", OPERATOR_PASSWORD);

        var answer = send(post(to("/console/logout").header("Cookie", session.cookies), "_csrf=" + session.token));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Clear-Site-Data")).isPresent();
        assertThat(page("/console/", session).statusCode()).isEqualTo(302);
    }

    private record Session(HttpResponse<String> answer, String cookies, String token) {
        String form(String user, String password) {
            return "username=%s&password=%s&_csrf=%s".formatted(user, password, token);
        }
    }

    /// As a browser would.
    private Session logIn(String user, String password) throws Exception {
        var page = get("/console/login");
        var before = new Session(page, "b24-csrf=" + cookie(page, "b24-csrf"), token(page));
        var answer = send(post(to("/console/login").header("Cookie", before.cookies), before.form(user, password)));
        if (answer.statusCode() != 302) {
            return new Session(answer, before.cookies, before.token);
        }
        var session = "b24-console=" + cookie(answer, "b24-console");
        var fresh = send(to("/console/login").header("Cookie", session));
        return new Session(answer, session + "; b24-csrf=" + cookie(fresh, "b24-csrf"), token(fresh));
    }

    private HttpResponse<String> page(String path, Session session) throws Exception {
        return send(to(path).header("Cookie", session.cookies));
    }

    private static String token(HttpResponse<String> page) {
        var matcher = TOKEN.matcher(page.body());
        assertThat(matcher.find()).isTrue();
        return requireNonNull(matcher.group(1));
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers()
                .allValues("Set-Cookie")
                .stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1, cookie.indexOf(';')))
                .reduce((_, last) -> last)
                .orElseThrow();
    }
}
