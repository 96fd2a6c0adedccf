package io.b24mirror.operator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.simulation.Delivery;
import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class PortalActionsIntegrationTests extends OperatorTest {
    private final ActionLog log;
    private final DataSource dataSource;

    @Autowired
    PortalActionsIntegrationTests(ActionLog log, DataSource dataSource) {
        this.log = log;
        this.dataSource = dataSource;
    }

    @Test
    void findsMissedChangesByASweep(CapturedOutput output) throws Exception {
        installToTheEnd();
        sweep();
        portal.calendar().addSection("user", 1, "Untold");
        portal.events().dropWaiting();

        var answer = act("/sweep");
        work();

        assertAccepted(answer, "BEGUN");
        assertThat(answer.text("member_id")).isEqualTo(portal.memberId());
        assertThat(answer.json().path("see").valueStream().map(see -> see.asString())).contains("reporting.sweeps");
        assertThat(rows("select layer from reporting.calendar_sections where name = 'Untold'"))
                .containsExactly(Map.of("layer", "SWEEP"));
        assertThat(actions()).containsExactly("operator SWEEP " + portal.memberId());
        assertThat(output).contains("User operator has this done: SWEEP of portal " + portal.memberId());
    }

    /// What was planned comes to an end while it is planned anew.
    @ParameterizedTest
    @CsvSource({"/self-check, ask-for-test-event", "/subscription-check, bind-events"})
    void checksAlthoughAnotherCheckEndsAtThatMoment(String path, String task) throws Exception {
        installToTheEnd();
        assertAccepted(act(path), "BEGUN");
        var answer = new FutureTask<>(() -> act(path));
        try (var connection = dataSource.getConnection(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("delete from scheduler.scheduled_tasks where task_name = '%s'".formatted(task));
            Thread.startVirtualThread(answer);
            await().until(() -> value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'",
                    Integer.class) > 0);
            connection.commit();
        }

        assertAccepted(answer.get(), "BEGUN");
        assertThat(rows("select * from scheduler.scheduled_tasks where task_name = '%s'".formatted(task))).hasSize(1);
    }

    /// What is done must not be answered as though it was not.
    @ParameterizedTest
    @ValueSource(strings = {"text/csv", "foo", "application/json;q=0"})
    void answersInJsonWhateverIsAccepted(String accept) throws Exception {
        installToTheEnd();

        var answer = send(to("POST", ofPortal("/suspend")).header("Accept", accept)
                .header("Authorization", BasicLogin.of("operator", OPERATOR_PASSWORD)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(actions()).containsExactly("operator SUSPEND " + portal.memberId());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"POST /sweep?x=1 | x | no parameter",
            "POST /suspend?confirm=y | confirm | no parameter",
            "POST /records/calendar_event/1/refetch?force=1 | force | no parameter",
            "POST /fetches/retry?knd=x | knd | kind", "DELETE ?conform=x | conform | confirm"})
    void doesNothingByAParameterItDoesNotKnow(String request, String parameter, String allowed) throws Exception {
        installToTheEnd();
        var words = request.split(" ", -1);

        var answer = call(words[0], ofPortal(words[1]));

        assertRefused(answer, 400, "bad-parameter");
        assertThat(answer.text("parameter")).isEqualTo(parameter);
        assertThat(answer.text("allowed")).isEqualTo(allowed);
        assertThat(actions()).isEmpty();
    }

    @Test
    void letsARunningSweepContinue() throws Exception {
        installToTheEnd();
        act("/sweep");

        assertAccepted(act("/sweep"), "ALREADY_SO");

        assertThat(rows("select * from reporting.sweeps")).hasSize(1);
        assertThat(actions()).hasSize(1);
    }

    @Test
    void asksThePortalForATestEvent() throws Exception {
        installToTheEnd();
        var checks = rows("select * from reporting.self_checks").size();

        assertAccepted(act("/self-check"), "BEGUN");
        work();
        deliverAndWork();

        assertThat(rows("select state from reporting.self_checks")).hasSize(checks + 1)
                .allSatisfy(check -> assertThat(check).containsEntry("state", "ANSWERED"));
        assertThat(actions()).containsExactly("operator SELF_CHECK " + portal.memberId());
    }

    @Test
    void healsSubscriptionsThatVanished() throws Exception {
        installToTheEnd();
        portal.forgetSubscriptions();

        assertAccepted(act("/subscription-check"), "BEGUN");
        work();

        assertThat(portal.subscribedEvents()).isNotEmpty();
        assertThat(actions()).containsExactly("operator SUBSCRIPTION_CHECK " + portal.memberId());
    }

    @Test
    void sparesASuspendedPortalAndFetchesEverythingAfterwards() throws Exception {
        installToTheEnd();

        assertAccepted(act("/suspend"), "DONE");
        assertAccepted(act("/suspend"), "ALREADY_SO");
        var section = portal.calendar().addSection("user", 1, "Work");
        var comment = portal.comments().add("deal", 7, 1, "Hello");
        assertThat(portal.events().deliverAll()).extracting(Delivery::status).containsOnly(200);
        clock.advance(Duration.ofHours(2));
        sweep();

        assertThat(portal.requests()).isEmpty();
        assertThat(get("/api/v1/portals").json().path("items").path(0).path("suspended_at").isString()).isTrue();
        assertThat(rows("select * from reporting.pending_fetches")).hasSize(2);

        assertAccepted(act("/resume"), "DONE");
        assertAccepted(act("/resume"), "ALREADY_SO");
        work();

        assertThat(rows("select section_id from reporting.calendar_sections where name = 'Work'"))
                .containsExactly(Map.of("section_id", section));
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
        assertThat(actions()).containsExactly("operator SUSPEND " + portal.memberId(),
                "operator RESUME " + portal.memberId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sweep", "/self-check", "/subscription-check"})
    void asksNothingOfAPortalThatMayNotBeAsked(String action) throws Exception {
        installToTheEnd();
        act("/suspend");
        assertRefused(act(action), 409, "portal-state");
        act("/resume");
        jdbc.sql("update portal.portal set state = 'NEEDS_REAUTHORIZATION'").update();
        assertRefused(act(action), 409, "portal-state");
        jdbc.sql("update portal.portal set state = 'ACTIVE'").update();
        portal.uninstall(false);
        deliverAndWork();

        assertRefused(act(action), 409, "portal-state");

        assertThat(rows("select * from reporting.sweeps")).isEmpty();
        assertThat(actions()).hasSize(2);
    }

    @Test
    void asksNoWebhookForWhatOnlyAnAppCanDo() throws Exception {
        installToTheEnd();
        jdbc.sql("update portal.portal set mode = 'WEBHOOK'").update();

        assertRefused(act("/self-check"), 409, "portal-state");
        assertRefused(act("/subscription-check"), 409, "portal-state");
    }

    @Test
    void suspendsNoPortalThatHasGone() throws Exception {
        installToTheEnd();
        portal.uninstall(false);
        deliverAndWork();

        assertRefused(act("/suspend"), 409, "portal-state");
        assertRefused(act("/resume"), 409, "portal-state");
    }

    @ParameterizedTest
    @CsvSource({"nobody, 404", "%00, 400", "a%00b, 400", "a b, 404", "ä, 404", "..%2F, 400", "%FF, 400", "'', 400",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, 404"})
    void knowsNoSuchPortal(String memberId, int status) throws Exception {
        for (var action : List.of("/sweep", "/self-check", "/subscription-check", "/suspend", "/resume")) {
            var path = "/api/v1/portals/" + memberId.replace(" ", "%20").replace("ä", "%C3%A4") + action;
            assertThat(call("POST", path).status()).as(path).isEqualTo(status);
        }
        assertThat(actions()).isEmpty();
    }

    @Test
    void listsWhatWasDoneToReadersAndForgetsItInTheEnd() throws Exception {
        installToTheEnd();
        act("/sweep");
        clock.advance(Duration.ofMinutes(1));
        act("/records/calendar_event/5/refetch");
        var path = "/api/v1/operator-actions?portal=" + portal.memberId();

        var reader = send(to("GET", path).header("Authorization", BasicLogin.of("reporting", REPORTING_PASSWORD)));
        assertThat(reader.statusCode()).isEqualTo(200);
        assertThat(get(path).json().path("items").valueStream().map(row -> row.path("what").asString()))
                .containsExactly("REFETCH", "SWEEP");
        assertThat(get(path + "&what=REFETCH&record=5&kind=calendar_event").json().path("items")).hasSize(1);
        assertThat(get(path + "&what=ERASE").json().path("items")).isEmpty();

        log.forgetBefore(clock.instant());

        assertThat(actions()).containsExactly("operator REFETCH " + portal.memberId() + " calendar_event 5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/sweep", "/self-check", "/subscription-check", "/suspend", "/resume",
            "/records/calendar_event/5/refetch", "/fetches/calendar_event/5/retry", "/fetches/retry"})
    void letsTheOperatorAloneAct(String path) throws Exception {
        var own = BasicLogin.of("operator", OPERATOR_PASSWORD);

        assertThat(send(to("POST", ofPortal(path))).statusCode()).isEqualTo(401);
        assertThat(
                send(to("POST", ofPortal(path)).header("Authorization", BasicLogin.of("reporting", REPORTING_PASSWORD)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(to("POST", ofPortal(path)).header("Authorization", own)
                .header("Sec-Fetch-Site", "cross-site")).statusCode()).isEqualTo(403);
        assertThat(send(to("POST", ofPortal(path)).header("Authorization", own)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?confirm=x", "/fetches/calendar_event/5"})
    void letsTheOperatorAloneDelete(String path) throws Exception {
        assertThat(send(to("DELETE", ofPortal(path))).statusCode()).isEqualTo(401);
        assertThat(send(
                to("DELETE", ofPortal(path)).header("Authorization", BasicLogin.of("reporting", REPORTING_PASSWORD)))
                .statusCode()).isEqualTo(403);
        assertThat(
                send(to("DELETE", ofPortal(path)).header("Authorization", BasicLogin.of("operator", OPERATOR_PASSWORD))
                        .header("Origin", "https://evil.example")).statusCode())
                .isEqualTo(403);
        assertThat(delete(path).status()).isEqualTo(404);
    }
}
