package io.b24mirror.subscription;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.Call;
import io.b24mirror.portal.MemberId;
import io.b24mirror.simulation.OutgoingEvent;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class SelfCheckIntegrationTests extends ServiceTest {
    private final SelfChecks selfChecks;
    private final SubscriptionChecks checks;
    private final BitrixClient client;

    @Autowired
    SelfCheckIntegrationTests(SelfChecks selfChecks, SubscriptionChecks checks, BitrixClient client) {
        this.selfChecks = selfChecks;
        this.checks = checks;
        this.client = client;
    }

    @Test
    void findsOutAfterAnInstallationWhetherEventsReachUs(CapturedOutput output) throws InterruptedException {
        install();
        assertThat(portal.calls("event.test")).isZero();

        clock.advance(SelfChecks.AFTER_HEALING);
        work();
        assertThat(states()).containsExactly("WAITING");
        clock.advance(Duration.ofMillis(1_234));
        portal.events().deliverAll();

        assertThat(states()).containsExactly("ANSWERED");
        assertThat(instant("select answered_at from reporting.self_checks")).isEqualTo(clock.instant());
        assertThat(value("select seconds::text from reporting.self_checks", String.class)).isEqualTo("1.234");
        assertThat(output).contains("Events of portal " + portal.memberId() + " reach us: yes, after 1.2 s");
        clock.advance(SelfChecks.ANSWER_TIMEOUT);
        work();
        assertThat(states()).containsExactly("ANSWERED");
        assertThat(output).doesNotContain("No test event of portal");
    }

    @Test
    void saysWhenNoTestEventArrived(CapturedOutput output) throws InterruptedException {
        install();
        var event = askForOne();
        portal.events().dropWaiting();

        clock.advance(SelfChecks.ANSWER_TIMEOUT.minusSeconds(1));
        work();
        assertThat(states()).containsExactly("WAITING");
        clock.advance(Duration.ofSeconds(1));
        work();

        assertThat(states()).containsExactly("NO_ANSWER");
        assertThat(output).contains("No test event of portal " + portal.memberId() + " arrived within 5 minutes: is "
                + handler() + " reachable from the internet");
        portal.events().deliver(event);
        assertThat(states()).containsExactly("ANSWERED");
        assertThat(value("select seconds::text from reporting.self_checks", String.class)).isEqualTo("300.000");
    }

    /// Nothing fails where the installation was not finished, and nothing arrives.
    @Test
    void seesThatAnInstallationWasNotFinished() throws Exception {
        portal.openInstallPage(handler().resolve("/bitrix24/install"), 1).send();
        work();

        clock.advance(SelfChecks.AFTER_HEALING);
        deliverAndWork();
        clock.advance(SelfChecks.ANSWER_TIMEOUT);
        deliverAndWork();

        assertThat(states()).containsExactly("NO_ANSWER");
    }

    @Test
    void asksAgainAfterSubscriptionsHadToBeHealedAndOnlyThen() throws InterruptedException {
        install();
        clock.advance(SelfChecks.AFTER_HEALING);
        deliverAndWork();
        checks.checkNow(member());
        work();
        clock.advance(SelfChecks.AFTER_HEALING);
        work();
        assertThat(portal.calls("event.test")).isEqualTo(1);

        portal.forgetSubscriptions();
        checks.checkNow(member());
        work();
        clock.advance(SelfChecks.AFTER_HEALING);
        work();

        assertThat(portal.calls("event.test")).isEqualTo(2);
    }

    @Test
    void takesARepeatedTestEventOnce() throws InterruptedException {
        install();
        var event = askForOne();
        portal.events().deliver(event);
        var answeredAt = instant("select answered_at from reporting.self_checks");
        clock.advance(Duration.ofSeconds(10));

        portal.events().deliver(event);

        assertThat(instant("select answered_at from reporting.self_checks")).isEqualTo(answeredAt);
    }

    @Test
    void takesNoTestEventWithAnotherParameterForTheAnswer() throws InterruptedException {
        install();
        var event = askForOne();
        portal.events().dropWaiting();
        var nonce = value("select nonce from subscription.self_check", String.class);

        for (var body : List.of(event.body().replace(nonce, "0".repeat(nonce.length())),
                event.body().replace("data%5BQUERY%5D", "data%5BOTHER%5D"),
                event.body().replace("data%5BQUERY%5D%5Bnonce%5D", "data%5BQUERY%5D%5Bnonce%5D%5Bdeep%5D"))) {
            assertThat(body).isNotEqualTo(event.body());
            assertThat(portal.events().deliver(new OutgoingEvent(99, event.event(), event.handler(), body)).status())
                    .isEqualTo(200);
        }

        assertThat(states()).containsExactly("WAITING");
    }

    @Test
    void takesNoForgedTestEventForTheAnswer() throws InterruptedException {
        install();
        var event = askForOne();
        var forged = event.body().replace(portal.applicationToken(), "0".repeat(32));

        var answer = portal.events().deliver(new OutgoingEvent(99, event.event(), event.handler(), forged));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(states()).containsExactly("WAITING");
    }

    @Test
    void takesTheAnswerOfOnePortalForNoOther() throws InterruptedException {
        install();
        askForOne();
        jdbc.sql("update subscription.self_check set member_id = 'another'").update();

        portal.events().deliverAll();

        assertThat(states()).containsExactly("WAITING");
    }

    @Test
    void asksAgainAfterTroubleThatPasses() throws InterruptedException {
        install();
        portal.faults().failCalls("event.test", 1, 503, "OVERLOAD_LIMIT", "Blocked");
        selfChecks.ask(member());
        work();
        assertThat(states()).isEmpty();

        clock.advance(Duration.ofSeconds(5));
        work();

        assertThat(states()).containsExactly("WAITING");
        assertThat(portal.calls("event.test")).isEqualTo(2);
    }

    @Test
    void waitsForNothingWhereThePortalSendsNoTestEvents(CapturedOutput output) throws InterruptedException {
        install();
        portal.faults().failCalls("event.test", 1, 403, "ACCESS_DENIED", "Access denied!");

        selfChecks.ask(member());
        work();

        assertThat(states()).isEmpty();
        assertThat(output).contains("Portal " + portal.memberId() + " sends no test event: ACCESS_DENIED");
    }

    @Test
    void asksNoPortalThatHasLeft() throws InterruptedException {
        install();
        portal.uninstall(false);
        deliverAndWork();
        portal.clearJournal();

        selfChecks.ask(member());
        work();

        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void forgetsChecksAfterAMonth() throws InterruptedException {
        install();
        askForOne();
        clock.advance(Duration.ofDays(20));
        client.batch(member(), List.of(Call.of("server.time"))); // keeps the token alive
        clock.advance(Duration.ofDays(11));

        askForOne();

        assertThat(states()).hasSize(1);
    }

    private OutgoingEvent askForOne() {
        selfChecks.ask(member());
        work();
        return portal.events().waiting().getLast();
    }

    private MemberId member() {
        return new MemberId(portal.memberId());
    }

    private List<@Nullable String> states() {
        return jdbc.sql("select state from reporting.self_checks order by asked_at").query(String.class).list();
    }
}
