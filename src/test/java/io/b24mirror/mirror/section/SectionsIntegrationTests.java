package io.b24mirror.mirror.section;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.FetchResult;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static io.b24mirror.mirror.Samples.list;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

class SectionsIntegrationTests extends MirrorDatabase {
    private static final RecordRef SECTION = new RecordRef(ACME, Kinds.CALENDAR_SECTION, 190);
    private static final Instant LATER = NOON.plusSeconds(60);

    private final Tombstones tombstones = Deletions.tombstones(JDBC);
    private final SectionReader reader = new SectionReader(repository(CalendarSections.class), tombstones,
            new SectionStore(JDBC, tombstones), new CalendarWindow("P1Y", "P1Y"), Clock.fixed(NOON, UTC));

    @Test
    void storesEveryColumn() {
        keep(Samples.section(), NOON);

        assertThat(row("calendar_sections")).containsEntry("member_id", ACME.value())
                .containsEntry("section_id", 190L)
                .containsEntry("calendar_type", "user")
                .containsEntry("owner_id", 1L)
                .containsEntry("name", "New Section")
                .containsEntry("description", "Description for section")
                .containsEntry("color", "#9cbeee")
                .containsEntry("text_color", "#283000")
                .containsEntry("created_by", 1L)
                .containsEntry("external_type", "local")
                .containsEntry("is_collab", false)
                .containsEntry("fetched_at", Timestamp.from(NOON))
                .containsEntry("deleted_at", null);
        assertThat(Samples
                .json(JDBC.sql("select raw::text from reporting.calendar_sections").query(String.class).single()))
                .isEqualTo(Samples.section());
    }

    @Test
    void letsTheNewestReadingWin() {
        keep(Samples.section().put("NAME", "newer"), LATER);
        keep(Samples.section().put("NAME", "older"), NOON);

        assertThat(row("calendar_sections")).containsEntry("name", "newer");
    }

    @Test
    void marksADeletedCalendarAtOnce() {
        keep(Samples.section(), NOON);
        remove(LATER);

        assertThat(row("calendar_sections")).containsEntry("deleted_at", Timestamp.from(LATER));
    }

    @Test
    void createsNothingFromAReadingThatBeganBeforeTheDeletion() {
        remove(LATER);
        keep(Samples.section(), NOON);

        assertThat(count("calendar_sections")).isZero();
    }

    @Test
    void comesBackByAReadingThatBeganAfterTheDeletion() {
        remove(NOON);
        keep(Samples.section(), LATER);

        assertThat(row("calendar_sections")).containsEntry("deleted_at", null);
    }

    @Test
    void knowsTheOwnerOfACalendarThatItHolds() {
        keep(Samples.section().put("CAL_TYPE", "group").put("OWNER_ID", "49"), NOON);

        assertThat(begin().calls()).containsExactly(CalendarOwner.group(49).sections());
    }

    @Test
    void knowsTheOwnerOfACalendarByItsEvents() {
        JDBC.sql(
                """
                        insert into mirror.calendar_event
                            (member_id, event_id, section_id, calendar_type, owner_id, all_day, is_meeting, is_private, is_masked,
                            raw, content_hash, fetched_at, seen_at, valid_from, is_addition, layer)
                        values (:memberId, 1, 190, 'group', 49, false, false, false, false, '{}', '\\x00', now(), now(), now(),
                            true, 'ONLINE')
                        """)
                .param("memberId", ACME.value())
                .update();

        assertThat(begin().calls()).containsExactly(CalendarOwner.group(49).sections());
    }

    @Test
    void listsEventsInTheConfiguredWindow() {
        keep(Samples.section(), NOON);

        var step = begin().next().apply(List.of(list(Samples.section())));

        assertThat(((Step.Ask<FetchResult<SectionFields>>) step).calls()).singleElement()
                .satisfies(call -> assertThat(call.parameters()).containsEntry("from", "2025-06-01")
                        .containsEntry("to", "2027-06-01"));
    }

    @Test
    void hasNothingToReadOfADeletedCalendar() {
        remove(NOON);

        var step = begin().next().apply(List.of(list(), list(), list(), list()));

        assertThat(step).isEqualTo(new Step.Nothing<>());
    }

    @Test
    void hidesAHeldCalendarThatNobodyShowsUntilItIsShownAgain() {
        keep(Samples.section(), NOON.minusSeconds(1));

        Step<FetchResult<SectionFields>> step = begin();
        while (step instanceof Step.Ask<FetchResult<SectionFields>> ask) {
            step = ask.next().apply(ask.calls().stream().map(_ -> list()).toList());
        }
        var reading = ((Step.Found<FetchResult<SectionFields>>) step).value();
        inTransaction(() -> reader.keep(List.of(reading)));

        assertThat(row("calendar_sections")).containsEntry("hidden_since", Timestamp.from(NOON))
                .containsEntry("name", "New Section")
                .containsEntry("deleted_at", null);

        keep(Samples.section(), LATER);

        assertThat(row("calendar_sections")).containsEntry("hidden_since", null);
    }

    @Test
    void writesAVersionWhereTheCalendarChangesButNotWhereTheReaderDoes() {
        var byAnother = Samples.section();
        byAnother.putObject("PERM").put("edit", false);
        keep(Samples.section(), NOON);
        keep(byAnother, NOON.plusSeconds(1));

        assertThat(count("calendar_sections_history")).isEqualTo(1);

        keep(Samples.section().put("NAME", "Renamed"), LATER);
        remove(LATER.plusSeconds(1));

        assertThat(JDBC
                .sql("""
                        select name || ' ' || valid_until || ' ' || ended_by_delivery_id
                        from (select name, ended_by_delivery_id, extract(epoch from valid_until - cast(:noon as timestamptz))::int as valid_until
                            from reporting.calendar_sections_history) version
                        order by valid_until
                        """)
                .param("noon", NOON.toString())
                .query(String.class)
                .list()).containsExactly("New Section 60 1",
                        "Renamed 61 1");
    }

    @Test
    void writesNoVersionWhereOnlyAnEventInTheCalendarChanged() {
        keep(Samples.section(), NOON);
        keep(Samples.section().put("TIMESTAMP_X", "2026-09-18 14:56:12"), LATER);

        assertThat(count("calendar_sections_history")).isEqualTo(1);
        assertThat(row("calendar_sections")).containsEntry("fetched_at", Timestamp.from(LATER));
    }

    @Test
    void writesNoVersionOfAnUnchangedCalendarThatAnEarlierReleaseKept() {
        keep(Samples.section(), NOON);
        JDBC.sql("update mirror.calendar_section set content_hash = '\\x00', derivation = 0").update();

        keep(Samples.section().put("TIMESTAMP_X", "2026-09-18 14:56:12"), LATER);
        assertThat(count("calendar_sections_history")).isEqualTo(1);

        keep(Samples.section().put("NAME", "Renamed"), LATER.plusSeconds(1));
        assertThat(count("calendar_sections_history")).isEqualTo(2);
    }

    private Step.Ask<FetchResult<SectionFields>> begin() {
        return (Step.Ask<FetchResult<SectionFields>>) reader
                .begin(new FetchRequest(SECTION, NOON, Urgency.FRESH, null, CAUSE));
    }

    private void keep(ObjectNode section, Instant fetchedAt) {
        var record = SectionAnswer.translate(ACME, CalendarOwner.user(1), section, fetchedAt, CAUSE).orElseThrow();
        inTransaction(() -> reader.keep(
                List.of(new FetchResult.Present<>(List.of(record)),
                        new FetchResult.Present<>(List.of(record)))));
    }

    private void remove(Instant at) {
        inTransaction(() -> tombstones.remember(List.of(new Removal(SECTION, at, CAUSE))));
    }
}
