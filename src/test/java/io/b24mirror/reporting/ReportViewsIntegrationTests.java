package io.b24mirror.reporting;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

class ReportViewsIntegrationTests extends ServiceTest {
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final Instant LATER = Instant.parse("2024-12-20T12:00:00Z");
    private static final LocalDate MONDAY = LocalDate.of(2025, 1, 6);

    @Test
    void loadsEachParticipantWithEveryOccurrenceOnce() throws InterruptedException {
        install();
        var guest = portal.users().add("Guest");
        long work = portal.calendar().addSection("user", 1, "Work");
        long weekly = portal.calendar()
                .addEvent(work, named("Weekly").at(MONDAY.atTime(9, 0).atZone(RIGA), Duration.ofMinutes(90))
                        .weekly(DayOfWeek.MONDAY, DayOfWeek.THURSDAY)
                        .times(3)
                        .attendees(guest));
        portal.calendar().addEvent(work, named("Alone").at(MONDAY.atTime(9, 0).atZone(RIGA), Duration.ofHours(1)));
        long fair = portal.calendar().addEvent(work, named("Fair").allDay(MONDAY, MONDAY).attendees(guest));
        deliverAndWork();

        assertThat(load()).containsExactly("2025-W02 1 H 3 3.00", "2025-W02 %d Q 3 3.00".formatted(guest),
                "2025-W03 1 H 1 1.50", "2025-W03 %d Q 1 1.50".formatted(guest));

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().by(guest).answer(portal.calendar().childrenOf(weekly).getFirst(), "N");
        portal.calendar().updateEvent(weekly, change().name("Weekly, without a guest"));
        portal.calendar().deleteEvent(fair);
        deliverAndWork();

        assertThat(load()).containsExactly("2025-W02 1 H 2 3.00", "2025-W02 %d N 2 3.00".formatted(guest),
                "2025-W03 1 H 1 1.50", "2025-W03 %d N 1 1.50".formatted(guest));
    }

    private List<String> load() {
        return texts("""
                select concat_ws(' ', iso_week, user_id, status, meetings, hours)
                from reporting.meeting_load
                order by week, user_id
                """);
    }

    private List<String> texts(String sql) {
        return jdbc.sql(sql).query((row, _) -> row.getString(1)).list();
    }

    @Test
    void countsCommentsOnEachItemTheyStandOn() throws InterruptedException {
        install();
        var author = portal.users().add("Author");
        long both = portal.comments().add("deal", 5, author, "For both");
        portal.comments().bind(both, "lead", 7);
        portal.comments().attach(both, 1, "offer.pdf", 10);
        long gone = portal.comments().add("deal", 5, 1, "Gone");
        deliverAndWork();
        assertThat(comments()).containsExactly("deal 5 1 1 0 0", "deal 5 %d 1 0 1".formatted(author),
                "lead 7 %d 1 0 1".formatted(author));

        clock.advance(Duration.ofMinutes(5));
        portal.comments().delete(gone);
        portal.comments().hideItem("deal", 5, 1);
        portal.comments().hideItem("lead", 7, 1);
        portal.comments().update(both, "Changed, but not for us");
        deliverAndWork();

        assertThat(comments()).containsExactly("deal 5 %d 1 1 1".formatted(author),
                "lead 7 %d 1 1 1".formatted(author));
    }

    private List<String> comments() {
        return texts("""
                select concat_ws(' ', entity_type, entity_id, author_id, comments, hidden, with_files)
                from reporting.comments_per_entity
                order by entity_type, entity_id, author_id
                """);
    }

    @Test
    void putsCommentsBesideTheEventsOfTheSameItem() throws InterruptedException {
        install();
        var guest = portal.users().add("Guest");
        long work = portal.calendar().addSection("user", 1, "Work");
        long demo = portal.calendar()
                .addEvent(work, named("Demo").at(MONDAY.atTime(9, 0).atZone(RIGA), Duration.ofHours(1))
                        .attendees(guest)
                        .crm("D_5", "T80_6"));
        portal.comments().add("deal", 5, 1, "Offer sent");
        deliverAndWork();
        assertThat(timeline()).containsExactly("timeline_comment Offer sent t", "calendar_event Demo t");

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().updateEvent(demo, change().crm("T80_6"));
        deliverAndWork();
        assertThat(timeline()).containsExactly("timeline_comment Offer sent t");

        portal.calendar().deleteEvent(demo);
        deliverAndWork();
        assertThat(texts("""
                select concat_ws(' ', entity_type, entity_id, title, deleted_at is null)
                from reporting.crm_timeline
                where record_kind = 'calendar_event'
                """)).containsExactly("dynamic_128 6 Demo f");
    }

    private List<String> timeline() {
        return texts("""
                select concat_ws(' ', record_kind, title, deleted_at is null)
                from reporting.crm_timeline
                where entity_type = 'deal' and entity_id = 5
                order by happened_at
                """);
    }

    @Test
    void listsWhatChangedOrWentSince() throws InterruptedException {
        install();
        var guest = portal.users().add("Guest");
        long work = portal.calendar().addSection("user", 1, "Work");
        long meeting = portal.calendar().addEvent(work, named("Meeting").attendees(guest));
        long other = portal.calendar().addSection("user", 1, "Other");
        long event = portal.calendar().addEvent(other, named("Event"));
        long seldom = portal.calendar().addEvent(work, named("Hidden"));
        long comment = portal.comments().add("deal", 5, 1, "Offer sent");
        deliverAndWork();
        long copy = portal.calendar().childrenOf(meeting).getFirst();

        clock.set(LATER);
        portal.calendar().deleteEvent(meeting);
        portal.calendar().deleteSection(other);
        portal.comments().update(comment, "Offer sent twice");
        portal.calendar().hideSection(work, 1L);
        portal.calendar().by(null).updateEvent(seldom, change().name("Not for us"));
        deliverAndWork();

        assertThat(jdbc.sql("""
                select concat_ws(' ', record_kind, record_id, what)
                from reporting.record_updates
                where member_id = :memberId and updated_at >= cast(:since as timestamptz)
                order by updated_at, record_id
                """)
                .param("memberId", portal.memberId())
                .param("since", LATER.toString())
                .query((row, _) -> row.getString(1))
                .list()).containsExactlyInAnyOrder("calendar_event %d DELETED".formatted(meeting),
                        "calendar_event %d DELETED".formatted(copy), "calendar_section %d DELETED".formatted(other),
                        "calendar_event %d DELETED".formatted(event), "timeline_comment %d CHANGED".formatted(comment),
                        "calendar_event %d HIDDEN".formatted(seldom));
    }

    @Test
    void measuresFromTheEventsArrivalToTheReading() throws InterruptedException {
        install();
        long work = portal.calendar().addSection("user", 1, "Work");
        for (int i = 0; i < 3; i++) {
            portal.calendar().addEvent(work, named("Event " + i));
            portal.events().deliverAll();
            clock.advance(Duration.ofSeconds(10));
        }
        clock.advance(Duration.ofSeconds(10));
        work();

        assertThat(jdbc.sql("""
                select versions, p50_seconds, p95_seconds, max_seconds
                from reporting.record_latency
                where record_kind = 'calendar_event' and day = date '2024-12-19'
                """)
                .query((row, _) -> List.of(row.getLong(1), row.getBigDecimal(2).setScale(0, RoundingMode.DOWN),
                        row.getBigDecimal(3).setScale(0, RoundingMode.DOWN),
                        row.getBigDecimal(4).setScale(0, RoundingMode.DOWN)))
                .single())
                .isEqualTo(List.of(3L, new BigDecimal(30), new BigDecimal(39), new BigDecimal(40)));
    }
}
