package io.b24mirror.operator;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.test.context.TestPropertySource;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;

/// Acts over HTTP, as the user `operator` unless it says otherwise.
@TestPropertySource(properties = {"b24.operator-password=" + OperatorTest.OPERATOR_PASSWORD,
        "b24.reporting-password=" + OperatorTest.REPORTING_PASSWORD})
abstract class OperatorTest extends SweepTest {
    static final String OPERATOR_PASSWORD = "operator-password-of-the-tests";
    static final String REPORTING_PASSWORD = "reporting-password-of-the-tests";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// An answer, read.
    record Answer(int status, JsonNode json) {
        String text(String field) {
            return json.path(field).asString("");
        }
    }

    HttpRequest.Builder to(String method, String path) {
        return HttpRequest.newBuilder(handler().resolve(path)).method(method, BodyPublishers.noBody());
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    Answer call(String method, String path) throws IOException, InterruptedException {
        var answer = send(to(method, path).header("Authorization", BasicLogin.of("operator", OPERATOR_PASSWORD)));
        return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    /// Posts to a path below that of this test's portal.
    Answer act(String path) throws IOException, InterruptedException {
        return call("POST", ofPortal(path));
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return call("DELETE", ofPortal(path));
    }

    Answer get(String path) throws IOException, InterruptedException {
        return call("GET", path);
    }

    String ofPortal(String path) {
        return "/api/v1/portals/" + portal.memberId() + path;
    }

    /// A problem of ours, with a reason that is worth reading.
    static void assertRefused(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
        assertThat(answer.text("type")).isEqualTo("urn:b24-mirror:" + type);
        assertThat(answer.text("detail")).isNotBlank();
    }

    static void assertAccepted(Answer answer, String outcome) {
        assertThat(answer.text("outcome")).as(answer.json().toString()).isEqualTo(outcome);
        assertThat(answer.status()).isEqualTo(outcome.equals("BEGUN") ? 202 : 200);
    }

    /// Installs the app, and waits until the portal has been asked for the test event that follows.
    void installToTheEnd() throws InterruptedException {
        installAtLast();
        clock.advance(Duration.ofSeconds(20));
        deliverAndWork();
        deliverAndWork();
        portal.clearJournal();
    }

    /// What was noted, the first action first.
    List<String> actions() {
        return jdbc.sql("""
                select concat_ws(' ', user_name, what, member_id, record_kind, record_id)
                from reporting.operator_actions
                order by action_id
                """).query((row, _) -> row.getString(1)).list();
    }

}
