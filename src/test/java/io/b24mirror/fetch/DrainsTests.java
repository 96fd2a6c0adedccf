package io.b24mirror.fetch;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// When, and how urgently, drains are planned.
class DrainsTests extends DrainTest {
    private static final String PLANS = """
            select task_instance, priority, picked
            from scheduler.scheduled_tasks
            where task_name = 'drain-portal'
            order by task_instance
            """;
    private static final MemberId FRESH = new MemberId("portal-with-fresh-events");
    private static final MemberId BUSY = new MemberId("portal-with-a-backlog");

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    DrainsTests() {}

    private void ask(MemberId memberId, Urgency urgency) {
        transaction.executeWithoutResult(_ -> list.request(List.of(new FetchRequest(new RecordRef(memberId, EVENT, 7),
                clock.instant(), urgency, null, Cause.delivery(1)))));
    }

    private static Map<String, Object> plan(MemberId memberId, int priority) {
        return Map.of("task_instance", memberId.value(), "priority", priority, "picked", false);
    }

    @Test
    void plansWhatIsFreshBeforeWhatIsNot() {
        ask(FRESH, Urgency.FRESH);
        ask(BUSY, Urgency.BACKGROUND);

        drains.wake(List.of(FRESH, BUSY));

        assertThat(rows(PLANS)).containsExactly(plan(BUSY, 10), plan(FRESH, 60));
    }

    @Test
    void raisesThePriorityOfADrainThatWaitsForItsTurn() {
        ask(BUSY, Urgency.BACKGROUND);
        drains.wake(List.of(BUSY));
        clock.advance(Duration.ofSeconds(5));

        transaction.executeWithoutResult(_ -> list.request(List.of(new FetchRequest(new RecordRef(BUSY, EVENT, 8),
                clock.instant(), Urgency.FRESH, null, Cause.delivery(1)))));
        drains.wake(List.of(BUSY));

        assertThat(rows(PLANS)).containsExactly(plan(BUSY, 60));
        assertThat(instant("select execution_time from scheduler.scheduled_tasks where task_name = 'drain-portal'"))
                .isEqualTo(clock.instant().minusSeconds(5));
    }

    /// It looks at the list again before it ends.
    @Test
    void leavesADrainAloneThatRuns() {
        ask(FRESH, Urgency.FRESH);
        jdbc.sql("""
                insert into scheduler.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                values ('drain-portal', :memberId, :later, true, 7)
                """)
                .param("memberId", FRESH.value())
                .param("later", clock.instant().plusSeconds(60).atOffset(UTC))
                .update();

        drains.wake(List.of(FRESH));

        assertThat(rows("select version, picked from scheduler.scheduled_tasks where task_name = 'drain-portal'"))
                .containsExactly(Map.of("version", 7L, "picked", true));
    }

    @Test
    void wakesNoPortalBeforeItHasRested() {
        ask(FRESH, Urgency.FRESH);
        jdbc.sql("""
                insert into fetch_list.pause (member_id, until, failures, batch_limit, reason)
                values (:memberId, :until, 1, 50, 'away')
                """)
                .param("memberId", FRESH.value())
                .param("until", clock.instant().plusSeconds(60).atOffset(UTC))
                .update();

        drains.wake(List.of(FRESH, FRESH));

        assertThat(instant("select execution_time from scheduler.scheduled_tasks where task_name = 'drain-portal'"))
                .isEqualTo(clock.instant().plusSeconds(60));
    }
}
