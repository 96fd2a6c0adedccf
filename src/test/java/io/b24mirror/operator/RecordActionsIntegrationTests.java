package io.b24mirror.operator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RecordActionsIntegrationTests extends OperatorTest {
    private final TransactionTemplate transaction;

    @Autowired
    RecordActionsIntegrationTests(TransactionTemplate transaction) {
        this.transaction = transaction;
    }

    @Test
    void readsAChangedRecordWithoutAnEvent() throws Exception {
        installToTheEnd();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        portal.calendar().renameSection(section, "Leisure");
        portal.events().dropWaiting();
        clock.advance(Duration.ofMinutes(1));

        var answer = act("/records/calendar_section/" + section + "/refetch");
        work();

        assertAccepted(answer, "BEGUN");
        assertThat(answer.text("record_kind")).isEqualTo("calendar_section");
        assertThat(answer.json().path("record_id").asLong()).isEqualTo(section);
        assertThat(answer.json().path("see").valueStream().map(see -> see.asString()))
                .contains("/api/v1/calendar-sections/%s/%d".formatted(portal.memberId(), section));
        assertThat(rows("select name, layer from reporting.calendar_sections where section_id = " + section))
                .containsExactly(Map.of("name", "Leisure", "layer", "OPERATOR"));
        assertThat(rows("select changed from reporting.completeness where layer = 'OPERATOR' and changed > 0"))
                .hasSize(1);
        assertThat(actions())
                .containsExactly("operator REFETCH %s calendar_section %d".formatted(portal.memberId(), section));
    }

    @Test
    void readsARecordThatWasNeverSeen() throws Exception {
        installToTheEnd();
        long comment = portal.comments().add("deal", 7, 1, "Hello");
        portal.events().dropWaiting();

        assertAccepted(act("/records/timeline_comment/" + comment + "/refetch"), "BEGUN");
        work();

        assertThat(rows("select comment from reporting.timeline_comments where comment_id = " + comment))
                .containsExactly(Map.of("comment", "Hello"));
    }

    @Test
    void keepsAWishForASuspendedPortal() throws Exception {
        installToTheEnd();
        act("/suspend");

        assertAccepted(act("/records/calendar_event/5/refetch"), "BEGUN");
        work();

        assertThat(portal.requests()).isEmpty();
        assertThat(rows("select state from reporting.pending_fetches")).containsExactly(Map.of("state", "WAITING"));
    }

    @Test
    void triesADeadRecordAgain() throws Exception {
        installToTheEnd();
        long comment = deadComment();

        var answer = act("/fetches/timeline_comment/" + comment + "/retry");
        work();

        assertAccepted(answer, "BEGUN");
        assertThat(rows("select comment from reporting.timeline_comments where comment_id = " + comment)).hasSize(1);
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
        assertThat(actions())
                .containsExactly("operator RETRY %s timeline_comment %d".formatted(portal.memberId(), comment));
    }

    @Test
    void retriesAWaitingRecordAtOnce() throws Exception {
        installToTheEnd();
        long comment = portal.comments().add("deal", 7, 1, "Hello");
        portal.faults().failCalls("crm.timeline.comment.get", 1, 500, "INTERNAL_SERVER_ERROR", "try again");
        deliverAndWork();
        assertThat(rows("select state, attempts from reporting.pending_fetches"))
                .containsExactly(Map.of("state", "WAITING", "attempts", 1));

        assertAccepted(act("/fetches/timeline_comment/" + comment + "/retry"), "BEGUN");
        assertThat(value("select attempts from reporting.pending_fetches", Integer.class)).isZero();
        work();

        assertThat(rows("select comment from reporting.timeline_comments where comment_id = " + comment)).hasSize(1);
    }

    @Test
    void discardsADeadRecord() throws Exception {
        installToTheEnd();
        long comment = deadComment();

        assertAccepted(delete("/fetches/timeline_comment/" + comment), "DONE");
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
        assertRefused(delete("/fetches/timeline_comment/" + comment), 404, "unknown-fetch");
        assertRefused(act("/fetches/timeline_comment/" + comment + "/retry"), 404, "unknown-fetch");

        assertThat(actions())
                .containsExactly("operator DISCARD %s timeline_comment %d".formatted(portal.memberId(), comment));
    }

    @Test
    void leavesARecordToItsReaderUntilTheLeaseExpires() throws Exception {
        installToTheEnd();
        act("/suspend");
        act("/records/calendar_event/5/refetch");
        jdbc.sql("""
                update fetch_list.request
                set claim = gen_random_uuid(), due_at = cast(:now as timestamptz) + interval '5 minutes'
                """).param("now", clock.instant().toString()).update();

        assertRefused(delete("/fetches/calendar_event/5"), 409, "being-read");
        assertRefused(act("/fetches/calendar_event/5/retry"), 409, "being-read");
        clock.advance(Duration.ofMinutes(5));
        assertAccepted(act("/fetches/calendar_event/5/retry"), "BEGUN");
        assertAccepted(delete("/fetches/calendar_event/5"), "DONE");
    }

    @Test
    void triesAllDeadRecordsOfAPortalAgain() throws Exception {
        installToTheEnd();
        deadComment();
        deadComment();
        putDead(portal.memberId(), "calendar_event", 77);
        putDead(portal.memberId(), "sweep_step", 78);
        putDead("other", "timeline_comment", 79);

        var none = act("/fetches/retry?kind=calendar_section");
        var comments = act("/fetches/retry?kind=timeline_comment");
        work();

        assertAccepted(none, "ALREADY_SO");
        assertThat(none.json().path("records").asInt(-1)).isZero();
        assertAccepted(comments, "BEGUN");
        assertThat(comments.json().path("records").asInt()).isEqualTo(2);
        assertThat(rows("select * from reporting.timeline_comments")).hasSize(2);
        assertThat(act("/fetches/retry").json().path("records").asInt()).isEqualTo(1);
        assertThat(rows("select record_id from fetch_list.request where state = 'DEAD' order by record_id"))
                .extracting(row -> row.get("record_id"))
                .containsExactly(78L, 79L);
        assertThat(actions()).containsExactly("operator RETRY_ALL " + portal.memberId(),
                "operator RETRY_ALL " + portal.memberId());
    }

    /// Whoever commits events on such records waits for a bite, and not until all of them are through.
    @Test
    void retriesManyDeadRecordsInChunks() throws Exception {
        installToTheEnd();
        act("/suspend");
        for (var kind : List.of("calendar_event", "timeline_comment")) {
            putDead(portal.memberId(), kind, 1, 1_500);
        }

        var retried = transaction.execute(_ -> {
            jdbc.sql(
                    "select from fetch_list.request where record_kind = 'calendar_event' and record_id = 1500 for update")
                    .query((_, _) -> 1)
                    .list();
            var answer = new FutureTask<>(() -> act("/fetches/retry"));
            Thread.startVirtualThread(answer);
            await().until(() -> waiting() == 1_000);
            assertThat(answer.isDone()).isFalse();
            return answer;
        });

        assertThat(Objects.requireNonNull(retried).get().json().path("records").asInt()).isEqualTo(3_000);
        assertThat(waiting()).isEqualTo(3_000);
        assertThat(actions()).hasSize(2).last().isEqualTo("operator RETRY_ALL " + portal.memberId());
    }

    private int waiting() {
        return value("select count(*) from reporting.pending_fetches where state = 'WAITING'", Integer.class);
    }

    /// Those that were given up may be very many, and what changed just now must not wait for them.
    @Test
    void letsDeadRecordsWaitForFreshOnes() throws Exception {
        installToTheEnd();
        act("/suspend");
        putDead(portal.memberId(), "calendar_event", 1, 200);
        act("/fetches/retry");
        clock.advance(Duration.ofMinutes(1));
        act("/records/timeline_comment/7/refetch");

        assertThat(rows("""
                select record_kind from fetch_list.request order by attempts > 0, urgency, due_at limit 1
                """)).containsExactly(Map.of("record_kind", "timeline_comment"));
    }

    @Test
    void readsNothingOfAPortalThatHasGone() throws Exception {
        installToTheEnd();
        portal.uninstall(false);
        deliverAndWork();

        assertRefused(act("/records/calendar_event/5/refetch"), 409, "portal-state");
        assertRefused(act("/fetches/calendar_event/5/retry"), 409, "portal-state");
        assertRefused(act("/fetches/retry"), 409, "portal-state");
        assertRefused(delete("/fetches/calendar_event/5"), 404, "unknown-fetch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/records/calendar_event/5/refetch", "/fetches/calendar_event/5/retry", "/fetches/retry"})
    void knowsNoSuchPortal(String path) throws Exception {
        assertRefused(call("POST", "/api/v1/portals/nobody" + path), 404, "unknown-portal");
        assertRefused(call("POST", "/api/v1/portals/" + "a".repeat(65) + path), 404, "unknown-portal");
        assertRefused(call("DELETE", "/api/v1/portals/nobody/fetches/calendar_event/5"), 404, "unknown-portal");
    }

    @ParameterizedTest
    @CsvSource({"deal/5, kind", "sweep_step/5, kind", "offline_queue/1, kind", "CALENDAR_EVENT/5, kind",
            "calendar_event/0, id", "calendar_event/-5, id", "calendar_event/+5, id", "calendar_event/5.0, id",
            "calendar_event/99999999999999999999, id", "calendar_event/9223372036854775808, id", "calendar_event/x, id",
            "calendar_event/%D9%A5, id", "calendar_event/05, id"})
    void saysWhatItDoesNotUnderstand(String record, String parameter) throws Exception {
        installToTheEnd();

        for (var answer : List.of(act("/records/" + record + "/refetch"),
                act("/fetches/" + record + "/retry"), delete("/fetches/" + record))) {
            assertRefused(answer, 400, "bad-parameter");
            assertThat(answer.text("parameter")).isEqualTo(parameter);
            assertThat(answer.text("allowed")).isNotBlank();
        }
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
        assertThat(actions()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"kind=deal, kind", "kind=, kind", "kind=calendar_event;x, kind", "kind=%00, kind", "knd=x, knd",
            "kind=calendar_event&x=1, x"})
    void retriesNothingByAQuestionItDoesNotUnderstand(String query, String parameter) throws Exception {
        installToTheEnd();
        putDead(portal.memberId(), "calendar_event", 77);

        var answer = act("/fetches/retry?" + query);

        assertRefused(answer, 400, "bad-parameter");
        assertThat(answer.text("parameter")).isEqualTo(parameter);
        assertThat(rows("select state from reporting.pending_fetches")).containsExactly(Map.of("state", "DEAD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/records/calendar_event/%00/refetch", "/records/%00/5/refetch", "/records/a%2Fb/5/refetch",
            "/records/calendar_event/5;x=y/refetch", "/fetches//5/retry"})
    void refusesWhatIsNoPath(String path) throws Exception {
        installToTheEnd();

        assertThat(act(path).status()).isBetween(400, 404);
    }

    /// A comment that could not be read, and now could.
    private long deadComment() throws InterruptedException {
        long comment = portal.comments().add("deal", 7, 1, "Hello");
        portal.faults().failCalls("crm.timeline.comment.get", 1, 400, "ERROR_ARGUMENT", "not today");
        deliverAndWork();
        assertThat(rows("select state from reporting.pending_fetches where record_id = " + comment))
                .containsExactly(Map.of("state", "DEAD"));
        return comment;
    }

    private void putDead(String memberId, String kind, long id) {
        putDead(memberId, kind, id, id);
    }

    private void putDead(String memberId, String kind, long first, long last) {
        jdbc.sql("""
                insert into fetch_list.request
                    (member_id, record_kind, record_id, state, urgency, requested_at, due_at, last_error)
                select :memberId, :kind, id, 'DEAD', 0, now(), now(), 'x'
                from generate_series(:first, :last) id
                """)
                .param("memberId", memberId)
                .param("kind", kind)
                .param("first", first)
                .param("last", last)
                .update();
    }
}
