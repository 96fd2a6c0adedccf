package io.b24mirror.mirror.version;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import io.b24mirror.mirror.version.HistoryRetention;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

@TestPropertySource(properties = "b24.retention-history=P60D")
class HistoryRetentionIntegrationTests extends ServiceTest {
    @Autowired
    private HistoryRetention retention;

    @SuppressWarnings("NullAway.Init") // Spring fills the field
    HistoryRetentionIntegrationTests() {}

    /// The clock begins on 19 December 2024.
    @Test
    void keepsVersionsByTheMonthInWhichTheyEnded() throws InterruptedException {
        retention.run();
        long event = mirrorFirstVersion();
        change(event, "Second", Duration.ofHours(1));

        assertThat(rows("select tableoid::regclass::text as partition from mirror.calendar_event_history"))
                .containsExactly(Map.of("partition", "mirror.calendar_event_history_202412"));
        assertThat(names()).containsExactly("First", "Second");
    }

    @Test
    void cutsWholeMonthsAndSaysSinceWhenTheHistoryIsComplete() throws InterruptedException {
        retention.run();
        long event = mirrorFirstVersion();
        change(event, "Second", Duration.ofHours(1));
        change(event, "Third", Duration.ofDays(20));
        clock.set(Instant.parse("2025-02-28T12:00:00Z"));
        retention.run();
        assertThat(names()).containsExactly("First", "Second", "Third");
        assertThat(rows("select 1 from reporting.history_kept where complete_since is not null")).isEmpty();

        clock.set(Instant.parse("2025-03-03T12:00:00Z"));
        retention.run();

        assertThat(names()).containsExactly("Second", "Third");
        assertThat(instant("select complete_since from reporting.history_kept where record_kind = 'calendar_event'"))
                .isEqualTo("2025-01-01T00:00:00Z");
        assertThat(rows("select 1 from pg_class where relname = 'calendar_event_history_202412'")).isEmpty();
    }

    /// What was valid at a moment that is not cut off is there, however long ago that version began.
    @Test
    void tellsWhatWasValidAtAnyMomentSince() throws InterruptedException {
        retention.run();
        long event = mirrorFirstVersion();
        change(event, "Second", Duration.ofDays(20));

        clock.set(Instant.parse("2025-03-03T12:00:00Z"));
        retention.run();

        assertThat(value("""
                select name
                from reporting.calendar_events_history
                where valid_from <= '2025-01-01Z' and (valid_until > '2025-01-01Z' or valid_until is null)
                """, String.class)).isEqualTo("First");
    }

    @Test
    void cutsVersionsOfAMonthWithoutAPartition() throws InterruptedException {
        long event = mirrorFirstVersion();
        jdbc.sql("drop table if exists mirror.calendar_event_history_202412").update();
        change(event, "Second", Duration.ofHours(1));
        assertThat(rows("select tableoid::regclass::text as partition from mirror.calendar_event_history"))
                .containsExactly(Map.of("partition", "mirror.calendar_event_history_default"));

        clock.set(Instant.parse("2025-03-03T12:00:00Z"));
        retention.run();

        assertThat(names()).containsExactly("Second");
        assertThat(instant("select complete_since from reporting.history_kept where record_kind = 'calendar_event'"))
                .isEqualTo("2025-01-01T00:00:00Z");
    }

    /// @return the id of an event named "First"
    private long mirrorFirstVersion() throws InterruptedException {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        long event = portal.calendar().addEvent(section, EventDraft.named("First"));
        deliverAndWork();
        return event;
    }

    private void change(long event, String name, Duration later) throws InterruptedException {
        clock.advance(later);
        portal.calendar().updateEvent(event, EventDraft.change().name(name));
        deliverAndWork();
    }

    private List<String> names() {
        return jdbc.sql("select name from reporting.calendar_events_history order by valid_from")
                .query((row, _) -> row.getString(1))
                .list();
    }
}
