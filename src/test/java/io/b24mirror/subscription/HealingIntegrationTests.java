package io.b24mirror.subscription;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@ExtendWith(OutputCaptureExtension.class)
class HealingIntegrationTests extends ServiceTest {
    private static final URI FORMER = URI.create("https://former.example/bitrix24/events");
    private static final URI FOREIGN = URI.create("https://other.example/hook");

    private final EventCatalog catalog;
    private final SubscriptionChecks checks;

    @Autowired
    HealingIntegrationTests(EventCatalog catalog, SubscriptionChecks checks) {
        this.catalog = catalog;
        this.checks = checks;
    }

    @BeforeEach
    void installTheApp() throws InterruptedException {
        install();
        portal.events().dropWaiting();
        portal.clearJournal();
    }

    @Test
    void bindsWhatIsMissingAndNothingElse() {
        portal.forgetSubscriptions("ONCALENDARENTRYADD");

        checkAnHourLater();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
        assertThat(portal.offlineEvents()).containsExactlyInAnyOrderElementsOf(catalog.recordCodes());
        assertThat(portal.calls("event.bind")).isEqualTo(2);
    }

    @Test
    void spendsOneRequestWhereNothingIsMissing() {
        checks.checkNow(member());
        work();

        assertThat(portal.requests()).hasSize(1);
        assertThat(portal.calls("event.bind")).isZero();
    }

    @Test
    void isCheckedOnceInHalfAnHourHoweverManyAskForIt() {
        clock.advance(Duration.ofMinutes(29));
        checks.check(member());
        checks.checkAll();
        work();
        assertThat(portal.calls("event.get")).isZero();

        clock.advance(Duration.ofMinutes(1));
        checks.check(member());
        checks.checkAll();
        work();

        assertThat(portal.calls("event.get")).isEqualTo(1);
    }

    @Test
    void isCheckedAtOnceWhenThatIsAskedFor() {
        checks.checkNow(member());
        work();

        assertThat(portal.calls("event.get")).isEqualTo(1);
    }

    @Test
    void isCheckedWhenTheServiceStarts() {
        portal.forgetSubscriptions();

        checks.checkAllAfterStart();
        work();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
    }

    @Test
    void leavesAPortalAloneThatHasLeft() throws InterruptedException {
        portal.uninstall(false);
        deliverAndWork();
        portal.clearJournal();

        checks.check(member());
        checks.checkNow(member());
        checks.checkAllAfterStart();
        checks.checkAll();
        work();

        assertThat(portal.requests()).isEmpty();
    }

    /// `B24_PUBLIC_URL` was changed.
    @Test
    void removesWhatLeadsToAFormerAddressOfOurs() {
        boundOnce(FORMER);
        portal.forgetSubscriptions("ONCALENDARENTRYADD");
        portal.subscribe("ONCALENDARENTRYADD", FORMER, 0);
        portal.subscribe("ONCALENDARENTRYADD", FORMER, 1);
        portal.subscribe("ONUSERADD", FORMER, 0);

        checkAnHourLater();

        assertThat(portal.handlersOf("ONCALENDARENTRYADD")).containsExactly(handler());
        assertThat(portal.handlersOf("ONUSERADD")).isEmpty();
        assertThat(portal.calls("event.unbind")).isEqualTo(2);
    }

    @Test
    void leavesTheHandlersOfOthersAlone() {
        portal.subscribe("ONCALENDARENTRYADD", FOREIGN, 0);
        portal.subscribe("ONUSERADD", handler(), 0);

        checkAnHourLater();

        assertThat(portal.handlersOf("ONCALENDARENTRYADD")).containsExactlyInAnyOrder(handler(), FOREIGN);
        assertThat(portal.handlersOf("ONUSERADD")).containsExactly(handler());
        assertThat(portal.calls("event.unbind")).isZero();
    }

    /// Another installation of this service serves the same app, for example one that is being tried out.
    @Test
    void leavesAnotherServiceLikeThisOneAloneAndNamesItOnce(CapturedOutput output) {
        portal.subscribe("ONCALENDARENTRYADD", FORMER, 0);
        portal.subscribe("ONCALENDARENTRYUPDATE", FORMER, 0);
        portal.subscribe("ONUSERADD", FORMER, 0);

        checkAnHourLater();
        checkAnHourLater();

        assertThat(portal.handlersOf("ONCALENDARENTRYADD")).containsExactlyInAnyOrder(handler(), FORMER);
        assertThat(portal.handlersOf("ONUSERADD")).containsExactly(FORMER);
        assertThat(portal.calls("event.unbind")).isZero();
        assertThat(output.getOut().split("sends events of the app to " + FORMER, -1)).hasSize(2);
    }

    @Test
    void remembersWhatItBound() {
        assertThat(rows("select url, is_ours from subscription.handler"))
                .containsExactly(Map.of("url", handler().toString(), "is_ours", true));
    }

    /// It was met as another's before this installation took the address over.
    @Test
    void takesAnAddressForItsOwnOnceItBoundThat() {
        jdbc.sql("update subscription.handler set is_ours = false").update();

        checkAnHourLater();

        assertThat(rows("select url, is_ours from subscription.handler"))
                .containsExactly(Map.of("url", handler().toString(), "is_ours", true));
    }

    @Test
    void takesNoMoreThanTwentyAddressesOfOthersDown() {
        for (int other = 0; other < 25; other++) {
            portal.subscribe("ONUSERADD", URI.create("https://other" + other + ".example/bitrix24/events"), 0);
        }

        checkAnHourLater();

        assertThat(rows("select url from subscription.handler where not is_ours")).hasSize(20);
        assertThat(portal.handlersOf("ONUSERADD")).hasSize(25);
    }

    /// Otherwise the portal would send the event to nobody.
    @Test
    void keepsTheFormerAddressUntilTheNewOneIsBound() {
        boundOnce(FORMER);
        portal.forgetSubscriptions("ONCALENDARENTRYADD");
        portal.subscribe("ONCALENDARENTRYADD", FORMER, 0);
        portal.faults().failCalls("event.bind", 1, 400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL");

        checkAnHourLater();

        assertThat(portal.handlersOf("ONCALENDARENTRYADD")).containsExactly(FORMER);
    }

    @Test
    void removesASecondSubscriptionToTheSameEvent() {
        portal.subscribe("ONCALENDARENTRYADD", handler(), 1);
        portal.subscribe("ONCALENDARENTRYADD", handler(), 5);

        checkAnHourLater();

        assertThat(portal.handlersOf("ONCALENDARENTRYADD")).containsExactly(handler());
        portal.calendar().addSection("user", 1, "Work");
        assertThat(portal.calls("event.unbind")).isEqualTo(2);
        checkAnHourLater();
        assertThat(portal.calls("event.unbind")).isEqualTo(2);
    }

    @Test
    void keepsTheOnlySubscriptionWhoseverTokensItBrings() {
        portal.forgetSubscriptions("ONCALENDARENTRYADD");
        portal.subscribe("ONCALENDARENTRYADD", handler(), 1);

        checkAnHourLater();

        assertThat(portal.handlersOf("ONCALENDARENTRYADD")).containsExactly(handler());
        assertThat(portal.calls("event.unbind")).isZero();
    }

    @Test
    void takesAHandlerThatIsBoundAlreadyForBound() {
        portal.faults().answerCalls("event.get", 1, "[]");

        checkAnHourLater();

        assertThat(portal.calls("event.bind")).isEqualTo(catalog.codes().size() + catalog.recordCodes().size());
        assertThat(rows("select * from reporting.subscriptions where state <> 'BOUND'")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "17", "\"text\"", "true", "[null, 1, \"x\", [], {}]",
            "[{\"event\": null, \"handler\": {\"a\": 1}, \"auth_type\": [], \"offline\": {}}]",
            "[{\"event\": \"ONCALENDARENTRYADD\", \"handler\": 5, \"auth_type\": \"99999999999999999999999\"}]",
            "{\"0\": {\"event\": \"ONUSERADD\", \"offline\": \"1\"}}"})
    void bindsEverythingWhereThePortalCannotTellWhatIsBound(String answer) {
        portal.forgetSubscriptions();
        portal.faults().answerCalls("event.get", 1, answer);
        portal.faults().answerCalls("events", 1, answer);

        checkAnHourLater();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
        assertThat(portal.offlineEvents()).containsExactlyInAnyOrderElementsOf(catalog.recordCodes());
    }

    @Test
    void bindsEverythingWhereTheListOfThePortalIsEndless() {
        var row = "{\"event\": \"ONUSERADD\", \"handler\": \"https://x.example/" + "y".repeat(100) + "\"}";
        portal.forgetSubscriptions();
        portal.faults().answerCalls("event.get", 1, "[" + (row + ",").repeat(20_000) + row + "]");

        checkAnHourLater();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
    }

    /// For example because the answer is larger than we take.
    @Test
    void bindsEverythingWhereAskingWhatIsBoundFailsAgainAndAgain() {
        portal.forgetSubscriptions();
        portal.faults().html("batch", 3, 500);
        jdbc.sql("delete from scheduler.scheduled_tasks where task_name = 'ask-for-test-event'").update();

        checks.checkNow(member());
        work();
        for (int retry = 0; retry < 3; retry++) {
            clock.advance(Duration.ofMinutes(1));
            work();
        }

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
        assertThat(portal.calls("event.get")).isEqualTo(3);
    }

    @Test
    void remembersARefusalNamesItOnceAndTriesItDaily(CapturedOutput output) {
        portal.forgetSubscriptions("ONCALENDARENTRYADD");
        portal.faults().failCalls("event.bind", 1, 400, "ERROR_EVENT_NOT_FOUND", "Event not found");

        checkAnHourLater();
        assertThat(refusals()).containsExactly(Map.of("event", "ONCALENDARENTRYADD", "type", "ONLINE", "state",
                "REFUSED", "reason", "ERROR_EVENT_NOT_FOUND Event not found"));
        portal.faults().failCalls("event.bind", 1, 400, "ERROR_EVENT_NOT_FOUND", "Event not found");
        for (int hour = 0; hour < 23; hour++) {
            checkAnHourLater();
        }
        assertThat(portal.calls("event.bind")).isEqualTo(2);
        checkAnHourLater();
        assertThat(portal.calls("event.bind")).isEqualTo(3);
        assertThat(output.getOut().split("refuses to send: ONCALENDARENTRYADD", -1)).hasSize(2);

        for (int hour = 0; hour < 24; hour++) {
            checkAnHourLater();
        }

        assertThat(refusals()).isEmpty();
        assertThat(portal.subscribedEvents()).contains("ONCALENDARENTRYADD");
    }

    @Test
    void takesAnAnswerOfFalseForARefusal() {
        portal.forgetSubscriptions("ONCALENDARENTRYADD");
        portal.faults().answerCalls("event.bind", 2, "false");

        checkAnHourLater();

        assertThat(refusals()).extracting(row -> row.get("reason"))
                .containsExactly("event.bind did not answer true", "event.bind did not answer true");
    }

    @Test
    void triesWhatWasRefusedAgainAsSoonAsTheAppIsGrantedMore() throws InterruptedException {
        portal.grant("calendar");
        install();
        assertThat(refusals()).extracting(row -> row.get("event"))
                .contains("ONCRMTIMELINECOMMENTADD")
                .doesNotContain("ONCALENDARENTRYADD");
        portal.clearJournal();
        checkAnHourLater();
        assertThat(portal.calls("event.bind")).isZero();

        portal.grant("calendar,crm");
        checkAnHourLater();

        assertThat(refusals()).isEmpty();
        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
    }

    @Test
    void triesWhatWasRefusedAgainAfterAnInstallation() throws InterruptedException {
        portal.forgetSubscriptions("ONCALENDARENTRYADD");
        portal.faults().failCalls("event.bind", 1, 403, "ACCESS_DENIED", "Access denied!");
        checkAnHourLater();
        assertThat(refusals()).hasSize(1);

        install();

        assertThat(refusals()).isEmpty();
    }

    @Test
    void doesWithoutAnOfflineQueueWhereOurUserIsNoAdministrator(CapturedOutput output) {
        portal.forgetSubscriptions();
        portal.users().setAdmin(1, false);

        checkAnHourLater();
        checkAnHourLater();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
        assertThat(portal.offlineEvents()).isEmpty();
        assertThat(refusals()).extracting(row -> row.get("type")).containsOnly("OFFLINE");
        assertThat(refusals()).extracting(row -> row.get("event"))
                .containsExactlyElementsOf(catalog.recordCodes());
        assertThat(output.getOut().split("refuses to keep events for us", -1)).hasSize(2);
    }

    @Test
    void showsWhatIsBound() {
        assertThat(rows("select event, type, state, reason from reporting.subscriptions where event like '%ENTRYADD'"))
                .extracting(row -> row.get("type"), row -> row.get("state"))
                .containsExactlyInAnyOrder(tuple("ONLINE", "BOUND"),
                        tuple("OFFLINE", "BOUND"));
        assertThat(instant("select min(checked_at) from reporting.subscriptions")).isEqualTo(clock.instant());
    }

    @Test
    void forgetsEventsThatWeNoLongerHandle() {
        jdbc.sql("insert into subscription.binding values (:member, 'ONOLD', 'ONLINE', 'REFUSED', 'x', true, now())")
                .param("member", portal.memberId())
                .update();

        checkAnHourLater();

        assertThat(refusals()).isEmpty();
    }

    /// As this installation notes what it binds.
    private void boundOnce(URI address) {
        jdbc.sql(
                "insert into subscription.handler (member_id, url, is_ours, noted_at) values (:member, :url, true, now())")
                .param("member", portal.memberId())
                .param("url", address.toString())
                .update();
    }

    private void checkAnHourLater() {
        clock.advance(Duration.ofHours(1));
        checks.check(member());
        work();
    }

    private MemberId member() {
        return new MemberId(portal.memberId());
    }

    private List<Map<String, @Nullable Object>> refusals() {
        return rows("""
                select event, type, state, reason from reporting.subscriptions where state = 'REFUSED' order by 2, 1
                """);
    }
}
