package io.b24mirror.report;

import java.io.IOException;
import java.io.StringReader;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Period;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.RecurrenceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.simulation.AnySeries;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class CalendarsIntegrationTests extends ReportTest {
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final int SERIES = 60;

    /// Without a zone whose abolished summer time ical4j brings back when it reads the definition.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void repeatsAsTheMirrorDoes(long seed) throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var any = new AnySeries(seed, "America/Sao_Paulo");
        var events = IntStream.range(0, SERIES)
                .mapToObj(_ -> portal.calendar().addEvent(section, any.next()))
                .toList();
        deliverAndWork();
        clock.advance(Duration.ofMinutes(5));
        events.subList(0, 12)
                .forEach(event -> firstOccurrence(event).ifPresent(day -> portal.calendar()
                        .editOccurrence(event, day, change().name("Moved")
                                .at(day.plusDays(1).atTime(10, 0).atZone(RIGA), Duration.ofHours(1)))));
        deliverAndWork();

        assertThat(rows("select 1 from reporting.calendar_occurrences where is_exception")).hasSizeGreaterThan(5);
        assertThat(occurrences(calendar(section))).hasSizeGreaterThan(300)
                .containsExactlyInAnyOrderElementsOf(mirrored());
    }

    private java.util.Optional<LocalDate> firstOccurrence(long event) {
        return jdbc.sql("""
                select coalesce(start_date, (starts_at at time zone time_zone)::date)
                from reporting.calendar_occurrences
                where event_id = :event
                order by occurrence
                limit 1
                """).param("event", event).query(LocalDate.class).optional();
    }

    private List<String> mirrored() {
        return jdbc.sql("""
                select starts_at, ends_at, start_date, end_date + 1
                from reporting.calendar_occurrences
                where deleted_at is null and sort_at >= '2024-07-01Z' and sort_at < '2025-07-01Z'
                """)
                .query((row, _) -> row.getObject(1) == null
                        ? row.getString(3) + " " + row.getString(4)
                        : row.getObject(1, OffsetDateTime.class).toInstant() + " "
                                + row.getObject(2, OffsetDateTime.class).toInstant())
                .list()
                .stream()
                .sorted()
                .toList();
    }

    /// As a calendar program understands it: all times that any event takes place, less those that another replaces.
    private static List<String> occurrences(Calendar calendar) {
        var all = new ArrayList<String>();
        for (VEvent event : calendar.<VEvent>getComponents(Component.VEVENT)) {
            var replaced = calendar.<VEvent>getComponents(Component.VEVENT)
                    .stream()
                    .filter(other -> other.getUid().equals(event.getUid()))
                    .flatMap(other -> other.<RecurrenceId<Temporal>>getProperty(Property.RECURRENCE_ID).stream())
                    .map(replacement -> moment(replacement.getDate()))
                    .toList();
            boolean isReplacement = event.getProperty(Property.RECURRENCE_ID).isPresent();
            times(event).filter(time -> isReplacement || !replaced.contains(time.substring(0, time.indexOf(' '))))
                    .forEach(all::add);
        }
        return all.stream().sorted().toList();
    }

    private static java.util.stream.Stream<String> times(VEvent event) {
        Temporal start = event.<DtStart<Temporal>>getProperty(Property.DTSTART).orElseThrow().getDate();
        Temporal end = event.<DtEnd<Temporal>>getProperty(Property.DTEND).orElseThrow().getDate();
        boolean days = start instanceof LocalDate;
        Period<? extends Temporal> window = days
                ? new Period<>(LocalDate.of(2024, 7, 1), LocalDate.of(2025, 7, 1))
                : new Period<>(ZonedDateTime.of(2024, 7, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                        ZonedDateTime.of(2025, 7, 1, 0, 0, 0, 0, ZoneOffset.UTC));
        return event.getProperty(Property.RRULE).isEmpty() && event.getProperty(Property.RDATE).isEmpty()
                ? java.util.stream.Stream.of(moment(start) + " " + moment(end))
                        .filter(CalendarsIntegrationTests::isWithin)
                : event.calculateRecurrenceSet(window)
                        .stream()
                        .map(period -> moment(period.getStart()) + " " + moment(period.getEnd()))
                        .filter(CalendarsIntegrationTests::isWithin);
    }

    private static boolean isWithin(String time) {
        return time.compareTo("2024-07-01") >= 0 && time.compareTo("2025-07-01") < 0;
    }

    private static String moment(Temporal time) {
        return time instanceof LocalDate day ? day.toString() : Instant.from(time).toString();
    }

    private Calendar calendar(long section) throws IOException, InterruptedException, ParserException {
        var answer = get("/api/v1/calendars/%d.ics".formatted(section));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/calendar;charset=UTF-8");
        assertThat(answer.body().lines()).allMatch(line -> line.length() <= 75);
        var calendar = new CalendarBuilder().build(new StringReader(answer.body()));
        assertThat(calendar.validate().getEntries()).isEmpty();
        return calendar;
    }

    @Test
    void saysWhatAnEventSays() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work; and, \\ more");
        var start = LocalDate.of(2025, 3, 30).atTime(9, 0).atZone(RIGA);
        long timed = portal.calendar()
                .addEvent(section,
                        named("Jour fixe, Größe; \uD83D\uDE80 \\ and a name that has to be folded, since it is "
                                + "longer than any line may be\nBEGIN:VEVENT").at(start, Duration.ofMinutes(90)));
        portal.calendar()
                .addEvent(section, named("Fair").allDay(LocalDate.of(2025, 3, 30), LocalDate.of(2025, 4, 1)));
        long gone = portal.calendar().addEvent(section, named("Gone").at(start, Duration.ofHours(1)));
        portal.calendar().deleteEvent(gone);
        deliverAndWork();

        var calendar = calendar(section);
        assertThat(calendar.getProperty("X-WR-CALNAME")).map(Property::getValue).hasValue("Work; and, \\ more");
        assertThat(calendar.getComponents(Component.VTIMEZONE)).hasSize(1);
        assertThat(calendar.<VEvent>getComponents(Component.VEVENT)).satisfiesExactlyInAnyOrder(event -> {
            assertThat(event.getUid().orElseThrow().getValue())
                    .isEqualTo("calendar-event-%d@%s.b24-mirror".formatted(timed, portal.memberId()));
            assertThat(line(event, Property.SUMMARY)).startsWith("SUMMARY:Jour fixe\\, Größe\\; \uD83D\uDE80 \\\\ and")
                    .endsWith("\\nBEGIN:VEVENT");
            assertThat(line(event, Property.DTSTART))
                    .isEqualTo("DTSTART;TZID=Europe/Riga:20250330T090000");
            assertThat(line(event, Property.DTEND))
                    .isEqualTo("DTEND;TZID=Europe/Riga:20250330T103000");
        }, event -> {
            assertThat(line(event, Property.DTSTART))
                    .isEqualTo("DTSTART;VALUE=DATE:20250330");
            assertThat(line(event, Property.DTEND))
                    .isEqualTo("DTEND;VALUE=DATE:20250402");
        });
    }

    private static String line(VEvent event, String property) {
        return event.getProperty(property).map(Object::toString).orElse("").strip();
    }

    @Test
    void replacesAnOccurrenceOfItsSeries() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var friday = LocalDate.of(2025, 1, 3);
        long series = portal.calendar()
                .addEvent(section, named("Jour fixe").at(friday.atTime(9, 0).atZone(RIGA), Duration.ofHours(1))
                        .weekly(DayOfWeek.FRIDAY)
                        .until(LocalDate.of(2025, 2, 28))
                        .except(friday.plusWeeks(2)));
        long changed = portal.calendar()
                .editOccurrence(series, friday.plusWeeks(1),
                        change().at(friday.plusWeeks(1).atTime(14, 0).atZone(RIGA), Duration.ofHours(1)));
        deliverAndWork();

        var text = get("/api/v1/calendars/%d.ics".formatted(section)).body();
        assertThat(text).contains("RRULE:FREQ=WEEKLY;WKST=MO;UNTIL=20250228T070000Z;BYDAY=FR\r\n")
                .contains("EXDATE;TZID=Europe/Riga:20250117T090000\r\n")
                .contains("RECURRENCE-ID;TZID=Europe/Riga:20250110T090000\r\n");
        assertThat(text.lines().filter(line -> line.startsWith("UID")).distinct()).hasSize(1);

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteEvent(changed);
        deliverAndWork();
        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body())
                .contains("EXDATE;TZID=Europe/Riga:20250110T090000,20250117T090000\r\n")
                .doesNotContain("RECURRENCE-ID");
    }

    @Test
    void tellsTheDatesOfASeriesInAZoneThatNobodyKnows() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        long event = portal.calendar()
                .addEvent(section,
                        named("Odd").at(LocalDate.of(2025, 1, 6).atTime(9, 0).atZone(RIGA), Duration.ofHours(1))
                                .daily()
                                .times(3));
        deliverAndWork();
        jdbc.sql("update mirror.calendar_event set time_zone = 'Nowhere/Land' where event_id = :event")
                .param("event", event)
                .update();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body()).doesNotContain("RRULE");
        assertThat(occurrences(calendar(section))).hasSize(3).isEqualTo(mirrored());

        jdbc.sql("delete from mirror.calendar_occurrence").update();
        assertThat(calendar(section).getComponents(Component.VEVENT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Kiev", "Europe/Amsterdam", "UTC", "GMT", "Asia/Kuala_Lumpur",
            "America/Buenos_Aires"})
    void tellsTheRuleInEveryZoneThatHasAName(String zone) throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Call").at(LocalDate.of(2025, 3, 27).atTime(9, 0).atZone(ZoneId.of(zone)),
                        Duration.ofHours(1)).daily().times(9));
        deliverAndWork();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body()).contains("RRULE:FREQ=DAILY;COUNT=9");
        assertThat(occurrences(calendar(section))).hasSize(9).isEqualTo(mirrored());
    }

    @Test
    void isSentAgainWhenItsSeriesAreExpanded() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section,
                        named("Call").at(LocalDate.of(2025, 1, 6).atTime(9, 0).atZone(RIGA), Duration.ofHours(1))
                                .daily());
        deliverAndWork();
        var path = "/api/v1/calendars/%d.ics".formatted(section);
        var whole = get(path).headers().firstValue("ETag").orElseThrow();
        jdbc.sql("delete from mirror.calendar_series").update();

        assertThat(get(path, "If-None-Match", whole).statusCode()).isEqualTo(200);
    }

    /// A program that takes a part for the whole would delete the rest.
    @Test
    void breaksOffWhereTheDatabaseFails() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        putEvents(portal.memberId(), 1, 3_700);
        jdbc.sql("update mirror.calendar_event set section_id = :section").param("section", section).update();
        jdbc.sql("""
                update mirror.calendar_event set description = repeat('long ', 20000) where event_id < 400
                """).update();

        for (var path : List.of("/api/v1/calendars/%d.ics".formatted(section),
                "/api/v1/calendar-events?format=ndjson")) {
            assertThatIOException().isThrownBy(() -> {
                try (var body = stream(path, "*/*")) {
                    body.readNBytes(1_000);
                    jdbc.sql("revoke usage on schema reporting from b24_reporting").update();
                    body.readAllBytes();
                } finally {
                    jdbc.sql("grant usage on schema reporting to b24_reporting").update();
                }
            });
        }
    }

    @Test
    void comesInOnePieceHoweverLongItIs() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        putEvents(portal.memberId(), 1, 1_700);
        jdbc.sql("update mirror.calendar_event set section_id = :section").param("section", section).update();

        assertThat(calendar(section).getComponents(Component.VEVENT)).hasSize(1_700);
    }

    @Test
    void isValidWithoutAnyEvent() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Empty");
        deliverAndWork();

        assertThat(calendar(section).getComponents(Component.VEVENT)).isEmpty();
    }

    @Test
    void isSentAgainOnlyIfItChanged() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        long event = portal.calendar()
                .addEvent(section,
                        named("Call").at(LocalDate.of(2025, 1, 6).atTime(9, 0).atZone(RIGA), Duration.ofHours(1)));
        deliverAndWork();
        var path = "/api/v1/calendars/%d.ics".formatted(section);
        var tag = get(path).headers().firstValue("ETag").orElseThrow();

        assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
        clock.advance(Duration.ofMinutes(5));
        portal.calendar().updateEvent(event, change().name("Call me"));
        deliverAndWork();
        var changed = get(path, "If-None-Match", tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteEvent(event);
        deliverAndWork();
        assertThat(get(path, "If-None-Match", changed.headers().firstValue("ETag").orElseThrow()).body())
                .doesNotContain("VEVENT");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        jdbc.sql("""
                insert into mirror.calendar_section
                select (jsonb_populate_record(section, '{"member_id": "other"}')).*
                from mirror.calendar_section section
                """).update();

        var ambiguous = get("/api/v1/calendars/%d.ics".formatted(section));
        assertThat(ambiguous.statusCode()).isEqualTo(400);
        assertThat(JsonMapper.shared().readTree(ambiguous.body()).path("parameter").asString()).isEqualTo("portal");
        assertThat(ambiguous.body()).contains("other").contains(portal.memberId());
        assertThat(get("/api/v1/calendars/%d.ics?portal=other".formatted(section)).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/calendars/%d.ics?portal=third".formatted(section)).statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/calendars/4711.ics").statusCode()).isEqualTo(404);
        assertThat(get("/api/v1/calendars/%d.ics?from=2025-01-01".formatted(section)).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/calendars/x.ics").statusCode()).isEqualTo(404);
    }
}
