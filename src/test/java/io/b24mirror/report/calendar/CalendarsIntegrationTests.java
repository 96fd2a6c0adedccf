package io.b24mirror.report.calendar;

import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.report.ReportTest;
import io.b24mirror.simulation.AnySeries;
import io.b24mirror.simulation.EventDraft;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class CalendarsIntegrationTests extends ReportTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId RIGA = ZoneId.of("Europe/Riga");
    private static final int SERIES = 60;
    private static final LocalDate FROM = LocalDate.of(2024, 7, 1);
    private static final LocalDate BEFORE = LocalDate.of(2025, 7, 1);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void repeatsAsTheMirrorDoes(long seed) throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var any = new AnySeries(seed);
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
        assertThat(shown(section)).hasSizeGreaterThan(300)
                .containsExactlyInAnyOrderElementsOf(mirrored());
    }

    private Optional<LocalDate> firstOccurrence(long event) {
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

    private List<String> shown(long section) throws Exception {
        calendar(section);
        return new CalendarProgram(get("/api/v1/calendars/%d.ics".formatted(section)).body()).shows(FROM, BEFORE);
    }

    private Calendar calendar(long section) throws IOException, InterruptedException, ParserException {
        var answer = get("/api/v1/calendars/%d.ics".formatted(section));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/calendar;charset=UTF-8");
        assertThat(answer.body().split("\r\n")).allMatch(line -> line.getBytes(UTF_8).length <= 75);
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
        portal.calendar().deleteOccurrenceEntry(changed);
        deliverAndWork();
        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body())
                .contains("EXDATE;TZID=Europe/Riga:20250110T090000,20250117T090000\r\n")
                .doesNotContain("RECURRENCE-ID");
    }

    @Test
    void writesTheDatesOfASeriesInAnUnknownZone() throws Exception {
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
        assertThat(shown(section)).hasSize(3).isEqualTo(mirrored());

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
        assertThat(shown(section)).hasSize(9).isEqualTo(mirrored());
    }

    /// The first takes place at 03:30, since clocks skip the hour, and the others at 02:30. What has no zone is in UTC,
    /// and a distance from UTC is written by a name where there is one.
    @ParameterizedTest
    @CsvSource({"Europe/Berlin, 3600, DTSTART;TZID=Europe/Berlin:20250330T023000, 2025-03-30T01:30:00Z",
            "+03:00, 10800, DTSTART;TZID=Etc/GMT-3:20250330T023000, 2025-03-29T23:30:00Z",
            "'', 0, DTSTART:20250330T023000Z, 2025-03-30T02:30:00Z",
            "+05:30, 19800, DTSTART:20250329T210000Z, 2025-03-29T21:00:00Z"})
    void tellsWhenASeriesTakesPlaceByItsOwnClock(String zone, int offset, String written, Instant first)
            throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        long event = portal.calendar()
                .addEvent(section, named("Backup").at(LocalDate.of(2025, 3, 30).atTime(2, 30).atZone(ZoneOffset.UTC),
                        Duration.ofHours(1)).daily().times(3));
        portal.calendar()
                .putEvent(portal.calendar()
                        .event(event)
                        .orElseThrow()
                        .put("TZ_FROM", zone)
                        .put("TZ_TO", zone)
                        .put("TZ_OFFSET_FROM", offset)
                        .put("TZ_OFFSET_TO", offset)
                        .put("DATE_FROM_FORMATTED", "Sun Mar 30 2025 02:30:00")
                        .put("DATE_TO_FORMATTED", "Sun Mar 30 2025 03:30:00"));
        deliverAndWork();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body()).contains(written + "\r\n");
        assertThat(instant("select min(starts_at) from reporting.calendar_occurrences")).isEqualTo(first);
        assertThat(shown(section)).hasSize(3).isEqualTo(mirrored());
    }

    /// An hour in each month of two years, in every time zone that there is.
    @Test
    void showsWhatTheClockShowsInEveryZone() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        var zones = ZoneId.getAvailableZoneIds()
                .stream()
                .filter(zone -> !zone.startsWith("ical4j"))
                .sorted()
                .toArray(String[]::new);
        putEvents(portal.memberId(), 1, zones.length * 4);
        jdbc.sql("""
                update mirror.calendar_event
                set section_id = :section, time_zone = (cast(:zones as text[]))[1 + event_id %% %1$d],
                    starts_at = timestamptz '2024-07-15 10:20Z' + event_id / %1$d * interval '91 days'
                """.formatted(zones.length)).param("section", section).param("zones", zones).update();
        jdbc.sql("update mirror.calendar_event set ends_at = starts_at + interval '50 minutes'").update();
        jdbc.sql("""
                update mirror.calendar_occurrence once
                set starts_at = event.starts_at, ends_at = event.ends_at
                from mirror.calendar_event event
                where (once.member_id, once.event_id) = (event.member_id, event.event_id)
                """).update();

        assertThat(shown(section)).hasSizeGreaterThan(1_500).isEqualTo(mirrored());
    }

    /// The clocks of Berlin show the hour from 02:00 to 03:00 twice on 27 October 2024.
    @ParameterizedTest
    @CsvSource({"01:30,02:00", "00:45,01:15", "00:10,00:20", "2024-10-26T23:00,01:30", "00:30,01:30"})
    void tellsAnHourThatTheClockShowsTwice(String from, String to) throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        putEvents(portal.memberId(), 1, 1);
        jdbc.sql("""
                update mirror.calendar_event
                set section_id = :section, time_zone = 'Europe/Berlin', starts_at = cast(:from as timestamptz),
                    ends_at = cast(:to as timestamptz)
                """).param("section", section).param("from", utc(from)).param("to", utc(to)).update();
        jdbc.sql("update mirror.calendar_occurrence set starts_at = cast(:from as timestamptz),"
                + " ends_at = cast(:to as timestamptz)").param("from", utc(from)).param("to", utc(to)).update();

        assertThat(shown(section)).hasSize(1).isEqualTo(mirrored());
    }

    private static String utc(String time) {
        return (time.contains("T") ? time : "2024-10-27T" + time) + ":00Z";
    }

    /// On 30 March 2025 the clocks of Berlin skip the hour from 02:00 to 03:00.
    @Test
    void keepsTheTimeOfDayOfASeriesWhoseFirstHourIsSkipped() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Backup").at(LocalDate.of(2025, 3, 28).atTime(2, 30).atZone(BERLIN),
                        Duration.ofMinutes(30)).weekly(DayOfWeek.SUNDAY).times(3).except(LocalDate.of(2025, 4, 6)));
        portal.calendar()
                .addEvent(section, named("Check").at(LocalDate.of(2025, 3, 28).atTime(2, 30).atZone(BERLIN),
                        Duration.ofMinutes(30)).daily().times(4).except(LocalDate.of(2025, 3, 30)));
        deliverAndWork();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body())
                .contains("DTSTART;TZID=Europe/Berlin:20250330T023000")
                .contains("EXDATE;TZID=Europe/Berlin:20250330T023000");
        assertThat(shown(section)).hasSize(5).isEqualTo(mirrored());
    }

    @Test
    void tellsByDatesWhatTheRulesOfTheStandardCannotSay() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Payday").at(LocalDate.of(2024, 10, 31).atTime(9, 0).atZone(RIGA),
                        Duration.ofHours(1)).monthly().times(8));
        portal.calendar()
                .addEvent(section, named("Month's end").allDay(LocalDate.of(2025, 1, 31), LocalDate.of(2025, 2, 1))
                        .monthly()
                        .times(3)
                        .except(LocalDate.of(2025, 3, 31)));
        deliverAndWork();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body()).doesNotContain("RRULE:FREQ=MONTHLY");
        assertThat(shown(section)).hasSize(10)
                .contains("2025-03-01 2025-03-03", "2025-05-01T06:00:00Z 2025-05-01T07:00:00Z")
                .isEqualTo(mirrored());
    }

    /// Its day is none of the rule's any more, so nothing is left that it could replace.
    @Test
    void leavesAChangedOccurrenceOfAMovedSeriesAlone() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var friday = LocalDate.of(2025, 1, 3);
        long series = portal.calendar()
                .addEvent(section, named("Jour fixe").at(friday.atTime(9, 0).atZone(BERLIN), Duration.ofHours(1))
                        .weekly(DayOfWeek.FRIDAY)
                        .times(5));
        portal.calendar()
                .editOccurrence(series, friday.plusWeeks(1),
                        change().at(friday.plusWeeks(1).atTime(14, 0).atZone(BERLIN), Duration.ofHours(1)));
        portal.calendar().updateEvent(series, change().weekly(DayOfWeek.THURSDAY).times(5));
        deliverAndWork();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body()).doesNotContain("RECURRENCE-ID")
                .doesNotContain("EXDATE");
        assertThat(shown(section)).hasSize(6).isEqualTo(mirrored());
    }

    /// In the calendar of somebody who is invited, the series is a copy, and its changed occurrence names the host's.
    @Test
    void replacesAnOccurrenceInTheCalendarOfAGuest() throws Exception {
        install();
        long hosts = portal.calendar().addSection("user", 1, "Host");
        long guests = portal.calendar().addSection("user", 1, "Guest");
        var friday = LocalDate.of(2025, 1, 3).atTime(9, 0).atZone(RIGA);
        var weekly = named("Jour fixe").at(friday, Duration.ofHours(1)).weekly(DayOfWeek.FRIDAY).times(3);
        long series = portal.calendar().addEvent(hosts, weekly);
        portal.calendar().editOccurrence(series, friday.plusWeeks(1).toLocalDate(), change().name("Longer"));
        deliverAndWork();
        long copy = 1_000_000;
        jdbc.sql("""
                insert into mirror.calendar_event
                select (jsonb_populate_record(event, jsonb_build_object('event_id', event_id + :copy,
                    'parent_id', event_id, 'section_id', :guests))).*
                from mirror.calendar_event event
                """).param("copy", copy).param("guests", guests).update();
        jdbc.sql("""
                insert into mirror.calendar_series
                select (jsonb_populate_record(series, jsonb_build_object('event_id', event_id + :copy))).*
                from mirror.calendar_series series
                """).param("copy", copy).update();
        jdbc.sql("""
                insert into mirror.calendar_occurrence (member_id, event_id, number, starts_at, ends_at,
                    original_starts_at, original_start_date)
                select member_id, event_id + :copy, number, starts_at, ends_at, original_starts_at, original_start_date
                from mirror.calendar_occurrence
                """).param("copy", copy).update();

        var file = get("/api/v1/calendars/%d.ics".formatted(guests)).body();

        assertThat(file).contains("RECURRENCE-ID;TZID=Europe/Riga:20250110T090000").doesNotContain("EXDATE");
        assertThat(new CalendarProgram(file).events()).hasSize(2)
                .allSatisfy(event -> assertThat(event.getUid().getValue())
                        .startsWith("calendar-event-%d@".formatted(series + copy)));
    }

    @Test
    void givesNoEndToWhatTakesNoTime() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Now").at(LocalDate.of(2025, 1, 3).atTime(9, 0).atZone(RIGA), Duration.ZERO));
        deliverAndWork();

        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body()).contains("DTSTART;TZID=Europe/Riga:2025")
                .doesNotContain("DTEND");
    }

    /// What one event says must not make the file unreadable, or none at all.
    @ParameterizedTest
    @ValueSource(strings = {
            "all_day = true, starts_at = null, ends_at = null, start_date = '9999-12-31', end_date = '9999-12-31'",
            "starts_at = '9999-12-31 23:59:59Z', ends_at = '9999-12-31 23:59:59Z'",
            "duration_seconds = 9000000000000000000", "duration_seconds = 400000000000",
            "duration_seconds = -1, ends_at = starts_at - interval '1 day'", "starts_at = null, ends_at = null",
            "name = E'\\x01\\x07\\r\\n', description = E'a\\rb', location = ''", "time_zone = ''",
            "time_zone = 'GMT+0'", "time_zone = 'America/Coyhaique'"})
    void isReadableWhateverAnEventSays(String odd) throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Odd").at(LocalDate.of(2030, 1, 3).atTime(9, 0).atZone(BERLIN),
                        Duration.ofHours(1)).weekly(DayOfWeek.THURSDAY));
        portal.calendar()
                .addEvent(section, named("Odd").at(LocalDate.of(2025, 1, 3).atTime(9, 0).atZone(BERLIN),
                        Duration.ofHours(1)));
        deliverAndWork();
        jdbc.sql("update mirror.calendar_event set time_zone = 'Pacific/Kiritimati'").update();
        jdbc.sql("update mirror.calendar_event set " + odd).update();

        assertThat(calendar(section).getComponents()).isNotEmpty();
        assertThat(get("/api/v1/calendars/%d.ics".formatted(section)).body().lines())
                .noneMatch(line -> line.matches("(DT|EX|RD).*:\\+.*"));
    }

    @Test
    void doesNotShowASeriesThatEndsBeforeItBegins() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Never").at(LocalDate.of(2025, 3, 10).atTime(9, 0).atZone(BERLIN),
                        Duration.ofHours(1)).daily().until(LocalDate.of(2025, 3, 1)));
        deliverAndWork();

        assertThat(shown(section)).isEmpty();
        assertThat(mirrored()).isEmpty();
    }

    @Test
    void isNotBusyByAMeetingThatItsOwnerDeclined() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        portal.calendar()
                .addEvent(section, named("Talk").at(LocalDate.of(2025, 1, 3).atTime(9, 0).atZone(RIGA),
                        Duration.ofHours(1)));
        deliverAndWork();
        var path = "/api/v1/calendars/%d.ics".formatted(section);
        assertThat(get(path).body()).doesNotContain("TRANSP");

        jdbc.sql("update mirror.calendar_event set meeting_status = 'N'").update();

        assertThat(get(path).body()).contains("TRANSP:TRANSPARENT");
    }

    /// Nothing of it lies in the time in which occurrences are worked out.
    @ParameterizedTest
    @ValueSource(ints = {2015, 2035})
    void isSentAgainIfASeriesChangedThatIsLongOverOrFarAway(int year) throws Exception {
        assertSentAgainOnlyIfItChanged(named("Call")
                .at(LocalDate.of(year, 1, 6).atTime(9, 0).atZone(RIGA), Duration.ofHours(1))
                .daily()
                .times(10));
    }

    @Test
    void isSentAgainOnlyIfItChanged() throws Exception {
        assertSentAgainOnlyIfItChanged(
                named("Call").at(LocalDate.of(2025, 1, 6).atTime(9, 0).atZone(RIGA), Duration.ofHours(1)));
    }

    private void assertSentAgainOnlyIfItChanged(EventDraft draft) throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        long event = portal.calendar().addEvent(section, draft);
        deliverAndWork();
        var path = "/api/v1/calendars/%d.ics".formatted(section);
        var tag = tag(get(path));
        assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().updateEvent(event, change().name("Call me"));
        deliverAndWork();
        var renamed = get(path, "If-None-Match", tag);
        assertThat(renamed.statusCode()).isEqualTo(200);

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteEvent(event);
        deliverAndWork();
        var deleted = get(path, "If-None-Match", tag(renamed));
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).doesNotContain("VEVENT");
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void isSentAgainIfTheNameOfTheCalendarChanged() throws Exception {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        deliverAndWork();
        var path = "/api/v1/calendars/%d.ics".formatted(section);
        var tag = tag(get(path));
        clock.advance(Duration.ofMinutes(5));
        portal.calendar().renameSection(section, "Leisure");
        deliverAndWork();

        assertThat(get(path, "If-None-Match", tag).body()).contains("Leisure");
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
        var whole = tag(get(path));
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
        assertThat(get("/api/v1/calendars/%d.ics?portal=".formatted(section)).statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/calendars/%d.ics?portal=other&portal=other".formatted(section)).statusCode())
                .isEqualTo(400);
        assertThat(get("/api/v1/calendars/4711.ics").body()).contains("There is no such calendar");
    }
}
