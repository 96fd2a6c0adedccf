package io.b24mirror.offline;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.intake.OfflineQueuesSignalled;
import io.b24mirror.reconciliation.SweepTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OfflineQueueIntegrationTests extends SweepTest {
    private final QueuePasses passes;
    private final QueueReader reader;
    private final BitrixClient client;
    private final FetchList list;
    private final TransactionTemplate transaction;

    @Autowired
    OfflineQueueIntegrationTests(QueuePasses passes, QueueReader reader, BitrixClient client, FetchList list,
            TransactionTemplate transaction) {
        this.passes = passes;
        this.reader = reader;
        this.client = client;
        this.list = list;
        this.transaction = transaction;
    }

    @Test
    void readsRecordsWhoseEventsGotLost() throws InterruptedException {
        installAndSubscribe();
        portal.calendar().addSection("company_calendar", 0, "Fairs");
        var comment = portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();

        emptyQueue();

        assertThat(rows("select name, layer from reporting.calendar_sections"))
                .containsExactly(Map.of("name", "Fairs", "layer", "OFFLINE"));
        assertThat(rows("select comment_id, layer from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment, "layer", "OFFLINE"));
        assertQueueIsEmpty();
    }

    @Test
    void marksRecordsAsDeletedWhenTheirDeletionGotLost() throws InterruptedException {
        installAndSubscribe();
        var comment = portal.comments().add("deal", 5, 1, "Call back");
        deliverAndWork();
        portal.comments().delete(comment);
        portal.events().dropWaiting();

        emptyQueue();

        assertThat(value("select deleted_at is not null from reporting.timeline_comments", Boolean.class)).isTrue();
        assertThat(value("select layer from mirror.tombstone", String.class)).isEqualTo("OFFLINE");
        assertQueueIsEmpty();
    }

    @Test
    void asksNothingAboutRecordsWhoseEventsArrived() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.calendar().addSection("company_calendar", 0, "Fairs");
        deliverAndWork();
        portal.clearJournal();

        emptyQueue();

        assertThat(portal.calls("crm.timeline.comment.get")).isZero();
        assertThat(portal.calls("calendar.section.get")).isZero();
        assertThat(rows("select * from fetch_list.request where layer = 1 and record_kind <> 'offline_queue'"))
                .isEmpty();
        assertQueueIsEmpty();
    }

    @Test
    void readsARecordThatChangedOnceMoreAfterItsEventArrived() throws InterruptedException {
        installAndSubscribe();
        var comment = portal.comments().add("deal", 5, 1, "Call back");
        portal.comments().update(comment, "Call at ten");
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        portal.comments().update(comment, "Call at noon");
        portal.events().dropWaiting();

        emptyQueue();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call at noon");
    }

    @Test
    void looksIntoTheQueueAWhileAfterThePortalHasRung() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        var bell = portal.events().waiting().getLast();
        portal.events().dropWaiting();
        assertThat(bell.event()).isEqualTo("ONOFFLINEEVENT");
        assertThat(bell.body()).doesNotContain("data");

        portal.events().deliver(bell);
        await().until(this::isPlanned);
        work();
        assertThat(portal.calls("event.offline.get")).isZero();
        clock.advance(QueuePasses.SIGNAL_DELAY);
        settle();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
        assertQueueIsEmpty();
    }

    /// A bell is rung after the event was answered.
    private boolean isPlanned() {
        return value("select exists (select from scheduler.scheduled_tasks where task_name = 'empty-offline-queue')",
                Boolean.class);
    }

    @Test
    void looksIntoTheQueueInEverySweep() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();

        sweep();
        settle();

        assertThat(rows("select comment, layer from reporting.timeline_comments"))
                .containsExactly(Map.of("comment", "Call back", "layer", "OFFLINE"));
        assertThat(rows("select problems, done from reporting.sweep_steps where type = 'offline_queue'"))
                .containsExactly(Map.of("problems", 0L, "done", 1L));
        assertQueueIsEmpty();
    }

    @Test
    void readsPageAfterPage() throws InterruptedException {
        installAndSubscribe();
        for (int number = 0; number < 120; number++) {
            portal.comments().add("deal", 5, 1, "Remark " + number);
        }
        portal.events().dropWaiting();
        portal.clearJournal();

        emptyQueue();

        assertThat(value("select count(*) from reporting.timeline_comments", Long.class)).isEqualTo(120);
        assertThat(portal.calls("event.offline.get")).isEqualTo(4);
        assertThat(portal.calls("crm.timeline.comment.get")).isEqualTo(120);
        assertQueueIsEmpty();
    }

    @Test
    void takesRowsForGoodWhereThePlanDoesNotLetThemBeHeld() throws InterruptedException {
        installAndSubscribe();
        portal.planIncludes("rest_offline_extended", false);
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();

        emptyQueue();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
        assertThat(value("select basic from offline.portal", Boolean.class)).isTrue();
        assertThat(portal.calls("event.offline.clear")).isZero();
        assertQueueIsEmpty();
    }

    @Test
    void losesNoRowsThatThePortalForgetsWhileItCannotHearOfEarlierOnes() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        failToTell();
        emptyQueue();
        assertThat(value("select state from offline.row", String.class)).isEqualTo("DONE");
        jdbc.sql("update offline.portal set basic = true").update();
        portal.comments().add("deal", 5, 1, "Call at noon");
        portal.events().dropWaiting();

        clock.advance(Duration.ofMinutes(1));
        settle();
        portal.faults().clear();
        clock.advance(Duration.ofMinutes(10));
        settle();

        assertThat(rows("select comment from reporting.timeline_comments order by comment_id"))
                .containsExactly(Map.of("comment", "Call back"), Map.of("comment", "Call at noon"));
        assertQueueIsEmpty();
    }

    @Test
    void keepsRowsThatItHoldsAlthoughThePortalCannotHearOfEarlierOnes() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        failToTell();
        emptyQueue();
        portal.comments().add("deal", 5, 1, "Call at noon");
        portal.events().dropWaiting();

        clock.advance(Duration.ofMinutes(1));
        settle();
        portal.faults().clear();
        clock.advance(Duration.ofMinutes(10));
        settle();

        assertThat(rows("select comment from reporting.timeline_comments order by comment_id"))
                .containsExactly(Map.of("comment", "Call back"), Map.of("comment", "Call at noon"));
        assertQueueIsEmpty();
    }

    /// Until the portal's faults are cleared: a drain tries more than once in the same run.
    private void failToTell() {
        portal.faults().failCalls("event.offline.clear", 100, 500, "INTERNAL_SERVER_ERROR", "Internal server error");
    }

    @Test
    void holdsRowsAgainWhenTheNextSweepFindsTheFeatureInThePlan() throws InterruptedException {
        installAndSubscribe();
        portal.planIncludes("rest_offline_extended", false);
        emptyQueue();
        portal.planIncludes("rest_offline_extended", true);

        sweep();
        settle();

        assertThat(value("select basic from offline.portal", Boolean.class)).isFalse();
    }

    @Test
    void reportsRowsThatItDoesNotUnderstand() throws InterruptedException {
        installAndSubscribe();
        var nothing = JsonNodeFactory.instance.objectNode();
        portal.putOfflineRow("ONSOMETHINGELSE", nothing.deepCopy().put("ID", "5"));
        portal.putOfflineRow("ONCALENDARENTRYADD", nothing);
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();

        emptyQueue();

        assertThat(portal.failedOfflineRows()).isEqualTo(2);
        assertThat(portal.offlineRows()).isEqualTo(2);
        assertThat(value("select count(*) from reporting.timeline_comments", Long.class)).isOne();
        assertThat(rows("select * from offline.row")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "7", "\"x\"", "{}", "{\"process_id\":\"p\",\"events\":{}}",
            "{\"process_id\":{\"a\":1},\"events\":[{\"EVENT_NAME\":\"ONCRMTIMELINECOMMENTADD\","
                    + "\"EVENT_DATA\":{\"FIELDS\":{\"ID\":\"1\"}}}]}",
            "{\"process_id\":\"p\",\"events\":[null,3,[],{\"EVENT_NAME\":[1],"
                    + "\"MESSAGE_ID\":\"m\",\"EVENT_DATA\":false}]}",
            "{\"process_id\":\"p\\u0000\",\"events\":[{\"EVENT_NAME\":\"ON\\u0000X\","
                    + "\"MESSAGE_ID\":\"\\u0000\",\"ID\":\"99999999999999999999\","
                    + "\"TIMESTAMP_X\":\"+999999999-01-01T00:00:00Z\"}]}"})
    void survivesWhateverThePortalAnswers(String answer) throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        portal.faults()
                .answer("batch", 1, 200, "application/json",
                        "{\"result\":{\"result\":{\"c0\":" + answer + "},\"result_error\":[]},\"time\":{}}");

        emptyQueue();
        emptyQueue();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
        assertQueueIsEmpty();
    }

    @Test
    void asksOnceWhereTheIdentityIsNoAdministrator() throws InterruptedException {
        installAndSubscribe();
        portal.users().setAdmin(1, false);
        emptyQueue();
        assertThat(portal.calls("event.offline.get")).isOne();

        emptyQueue();
        emptyQueue();
        assertThat(portal.calls("event.offline.get")).isOne();

        sweep();
        settle();
        assertThat(value("select last_problem from reporting.sweep_steps where type = 'offline_queue'", String.class))
                .contains("ACCESS_DENIED");
        assertThat(rows("select * from reporting.pending_fetches where record_kind = 'offline_queue'")).isEmpty();
    }

    @Test
    void readsTheQueueAgainAfterTheSweepThatFindsTheRightIsBack() throws InterruptedException {
        installAndSubscribe();
        portal.users().setAdmin(1, false);
        emptyQueue();
        portal.users().setAdmin(1, true);
        sweep();
        settle();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();

        emptyQueue();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
    }

    @Test
    void keepsTheQueueTillThePortalAnswersAgain() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        portal.faults().html("batch", 3, 500);

        emptyQueue();
        clock.advance(Duration.ofMinutes(10));
        settle();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
        assertQueueIsEmpty();
    }

    @Test
    void asksAgainAfterTroubleThatPasses() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        portal.faults().failCalls("event.offline.get", 1, 500, "INTERNAL_SERVER_ERROR", "Internal server error");
        portal.faults().failCalls("event.offline.clear", 1, 500, "INTERNAL_SERVER_ERROR", "Internal server error");

        emptyQueue();
        clock.advance(Duration.ofMinutes(1));
        settle();
        clock.advance(Duration.ofMinutes(1));
        settle();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
        assertQueueIsEmpty();
    }

    @Test
    void continuesAfterARunDiedWithRecordsOnTheList() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        dieAfterTheRecordsAreOnTheList();
        portal.clearJournal();

        settle();

        assertThat(rows("select comment from reporting.timeline_comments_history"))
                .containsExactly(Map.of("comment", "Call back"));
        assertThat(portal.calls("event.offline.clear")).isOne();
        assertQueueIsEmpty();
    }

    /// Does a round's asking, and half of the one after it: its first transaction of two.
    private void dieAfterTheRecordsAreOnTheList() throws InterruptedException {
        var asked = (Step.Found<QueuePass>) answered();
        transaction.executeWithoutResult(_ -> reader.keep(List.of(asked.value())));
        var understood = (Step.Found<QueuePass>) reader.begin(request());
        transaction.executeWithoutResult(_ -> list.request(understood.alsoFound()));
    }

    @Test
    void findsRowsLeftByARunThatDiedWithTheAnswer() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        answered();
        emptyQueue();
        assertThat(rows("select * from reporting.timeline_comments")).isEmpty();

        sweep();
        settle();

        assertThat(value("select comment from reporting.timeline_comments", String.class)).isEqualTo("Call back");
        assertQueueIsEmpty();
    }

    private Step<QueuePass> answered() throws InterruptedException {
        var ask = (Step.Ask<QueuePass>) reader.begin(request());
        var answer = (BatchAnswer.Results) client.batch(memberId(), ask.calls());
        return ask.next().apply(answer.results());
    }

    private FetchRequest request() {
        return new FetchRequest(new RecordRef(memberId(), QueueReader.KIND, 1), clock.instant(), Urgency.BACKGROUND,
                null, Cause.of(Layer.OFFLINE));
    }

    @Test
    void leavesPortalsOfWebhookModeAlone() throws InterruptedException {
        installAndSubscribe();
        jdbc.sql("update portal.portal set mode = 'WEBHOOK'").update();

        sweeps.start(memberId());
        emptyQueue();

        assertThat(rows("select * from reporting.sweep_steps where type = 'offline_queue'")).isEmpty();
        assertThat(portal.calls("event.offline.get")).isZero();
        assertThat(rows("select * from fetch_list.request where record_kind = 'offline_queue' and state <> 'SETTLED'"))
                .isEmpty();
    }

    @Test
    void forgetsThePortalThatRemovesTheApp() throws InterruptedException {
        installAndSubscribe();
        portal.comments().add("deal", 5, 1, "Call back");
        portal.events().dropWaiting();
        dieAfterTheRecordsAreOnTheList();

        portal.uninstall(true);
        deliverAndWork();

        assertThat(rows("select * from offline.row")).isEmpty();
    }

    private void installAndSubscribe() throws InterruptedException {
        installAtLast();
        assertThat(portal.offlineEvents()).contains("ONCRMTIMELINECOMMENTADD");
    }

    /// The portal signals, and there is time for what follows.
    private void emptyQueue() {
        passes.on(new OfflineQueuesSignalled(List.of(memberId())));
        clock.advance(QueuePasses.SIGNAL_DELAY);
        settle();
    }

    private void settle() {
        for (int pass = 0; pass < 5; pass++) {
            work();
            clock.advance(Duration.ofSeconds(2));
        }
    }

    private void assertQueueIsEmpty() {
        assertThat(portal.offlineRows()).isZero();
        assertThat(rows("select * from offline.row")).isEmpty();
        assertThat(rows("select * from fetch_list.request where state = 'WAITING'")).isEmpty();
    }
}
