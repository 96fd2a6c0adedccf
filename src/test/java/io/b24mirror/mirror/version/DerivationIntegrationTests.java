package io.b24mirror.mirror.version;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Records of all kinds as an older release translated them.
@ExtendWith(OutputCaptureExtension.class)
class DerivationIntegrationTests extends ServiceTest {
    private static final List<String> TABLES = List.of("calendar_section", "calendar_event", "timeline_comment");
    private static final int EVENTS = 40;

    @Autowired
    private DerivationRun run;

    @Test
    void translatesAllKindsAsAnswersAre() throws InterruptedException {
        mirrorSomeOfEachKind();
        var right = shown();
        downgrade();
        assertThat(shown()).isNotEqualTo(right);

        run.run();

        assertThat(shown()).isEqualTo(right);
        assertThat(behind()).isZero();
    }

    /// The portal is asked for all of it again, and nothing has changed.
    @Test
    void leavesNothingThatSeemsToHaveChanged() throws InterruptedException {
        mirrorSomeOfEachKind();
        downgrade();
        run.run();
        long versions = versions();

        clock.advance(Duration.ofMinutes(5));
        jdbc.sql("update fetch_list.request set state = 'WAITING', due_at = :now, requested_at = :now")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        work();

        assertThat(versions()).isEqualTo(versions);
    }

    @Test
    void runsOnSeveralInstancesAtATime() throws Exception {
        mirrorSomeOfEachKind();
        var right = shown();
        downgrade();
        var barrier = new CyclicBarrier(2);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> runAt(barrier));
            var other = threads.submit(() -> runAt(barrier));
            one.get();
            other.get();
        }

        assertThat(shown()).isEqualTo(right);
        assertThat(behind()).isZero();
    }

    private @Nullable Void runAt(CyclicBarrier barrier) throws Exception {
        barrier.await();
        run.run();
        return null;
    }

    @Test
    void saysHowFarItIs(CapturedOutput output) throws InterruptedException {
        mirrorSomeOfEachKind();
        downgrade();

        run.run();
        run.run();

        assertThat(output.getOut()).containsOnlyOnce("records of kind calendar_event again, which an older release")
                .containsOnlyOnce("Has translated %d records of kind calendar_event again".formatted(EVENTS));
    }

    private void mirrorSomeOfEachKind() throws InterruptedException {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var start = LocalDate.of(2025, 1, 6).atTime(9, 0).atZone(ZoneOffset.UTC);
        for (int i = 0; i < EVENTS; i++) {
            portal.calendar()
                    .addEvent(section,
                            EventDraft.named("Event " + i).at(start.plusDays(i), Duration.ofHours(1)).crm("CO_1"));
        }
        portal.comments().attach(portal.comments().add("deal", 7, 1, "Called back"), 5, "offer.pdf", 1234);
        deliverAndWork();
        clock.advance(Duration.ofMinutes(5));
    }

    /// What an older release made of the same records.
    private void downgrade() {
        TABLES.forEach(table -> jdbc
                .sql("update mirror.%s set derivation = 0, content_hash = sha256('then')"
                        .formatted(table))
                .update());
        jdbc.sql("update mirror.calendar_section set name = 'wrong'").update();
        jdbc.sql("update mirror.calendar_event set starts_at = starts_at - interval '3 hours', local_start = null")
                .update();
        jdbc.sql("update mirror.timeline_comment set comment = 'wrong', author_id = null").update();
        jdbc.sql("delete from mirror.calendar_event_crm_link").update();
        jdbc.sql("delete from mirror.timeline_comment_file").update();
    }

    private Map<String, List<Map<String, @Nullable Object>>> shown() {
        return Map.of("sections", rows("select section_id, name from reporting.calendar_sections order by 1"), "events",
                rows("select event_id, starts_at, local_start from reporting.calendar_events order by 1"), "comments",
                rows("select comment_id, comment, author_id, entity_type from reporting.timeline_comments order by 1"),
                "links", rows("select event_id, entity_type from reporting.calendar_event_crm_links order by 1"),
                "files", rows("select comment_id, name from reporting.timeline_comment_files order by 1"), "bindings",
                rows("select comment_id, entity_type, entity_id from reporting.timeline_comment_bindings order by 1"));
    }

    private long behind() {
        return TABLES.stream()
                .mapToLong(table -> value("select count(*) from mirror.%s where derivation = 0".formatted(table),
                        Long.class))
                .sum();
    }

    private long versions() {
        return TABLES.stream()
                .mapToLong(table -> value("select count(*) from reporting.%ss_history".formatted(table), Long.class))
                .sum();
    }
}
