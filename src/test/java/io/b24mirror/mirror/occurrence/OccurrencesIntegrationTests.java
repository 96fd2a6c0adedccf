package io.b24mirror.mirror.occurrence;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.simulation.AnySeries;
import io.b24mirror.simulation.DateFormat;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.PortalAge;
import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OccurrencesIntegrationTests extends ServiceTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final int SERIES = 60;
    private static final int EDITED = 8;

    @Autowired
    private WindowRoll roll;

    @ParameterizedTest(name = "{0}, server at {1}, {2}")
    @CsvSource({"AMERICAN, UTC, CURRENT, 1", "DOTS, +03:00, CURRENT, 2", "SLASHES, Europe/Berlin, OF_2024, 3",
            "ISO, -05:00, OLD, 4"})
    void takePlaceWhenThePortalSaysSo(DateFormat dates, String server, PortalAge age, long seed)
            throws InterruptedException {
        portal.close();
        portal = portalSettings().dateFormat(dates).serverZone(ZoneId.of(server)).age(age).start();
        portal.events().byHand();
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var any = new AnySeries(seed);
        var events = IntStream.range(0, SERIES)
                .mapToObj(_ -> portal.calendar().addEvent(section, any.next()))
                .toList();
        deliverAndWork();
        assertThat(mirrored()).hasSizeGreaterThan(500).isEqualTo(truth());

        clock.advance(Duration.ofMinutes(5));
        for (var event : events.subList(0, EDITED)) {
            portal.calendar()
                    .editOccurrence(event, LocalDate.of(2025, 3, 30), change().name("Moved")
                            .at(LocalDate.of(2025, 3, 31).atTime(10, 0).atZone(BERLIN), Duration.ofHours(1)));
        }
        events.subList(EDITED, 2 * EDITED).forEach(event -> portal.calendar().updateEvent(event, any.next()));
        events.subList(2 * EDITED, 3 * EDITED).forEach(event -> portal.calendar().deleteEvent(event));
        deliverAndWork();
        assertThat(mirrored()).isEqualTo(truth());

        clock.advance(Duration.ofDays(100));
        assertThat(mirrored()).as("before the window is moved on").isNotEqualTo(truth());
        roll.run();
        assertThat(mirrored()).isEqualTo(truth());

        jdbc.sql("truncate mirror.calendar_series, mirror.calendar_occurrence").update();
        roll.run();
        assertThat(mirrored()).as("expanded from nothing").isEqualTo(truth());
    }

    private List<String> truth() {
        return TrueOccurrences.of(portal, today().minusYears(1), today().plusYears(1));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), UTC);
    }

    private List<String> mirrored() {
        return jdbc.sql("""
                select event_id, occurrence, starts_at, ends_at, start_date, end_date
                from reporting.calendar_occurrences
                where deleted_at is null and series_id is not null
                    and sort_at < cast(:to as date)::timestamp at time zone 'UTC' + interval '1 day'
                    and coalesce(ends_at, end_date::timestamp at time zone 'UTC')
                        >= cast(:from as date)::timestamp at time zone 'UTC'
                """)
                .param("from", today().minusYears(1).toString())
                .param("to", today().plusYears(1).toString())
                .query((row, _) -> row.getLong(1) + " #" + row.getInt(2) + " "
                        + (row.getObject(3) == null
                                ? row.getString(5) + " " + row.getString(6)
                                : row.getObject(3, OffsetDateTime.class).toInstant() + " "
                                        + row.getObject(4, OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .sorted()
                .toList();
    }

    @Test
    void showsAChangedOccurrenceInsteadOfTheOriginalOne() throws InterruptedException {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var friday = LocalDate.of(2025, 1, 3);
        long series = portal.calendar()
                .addEvent(section, named("Jour fixe").at(friday.atTime(9, 0).atZone(BERLIN), Duration.ofHours(1))
                        .weekly(DayOfWeek.FRIDAY)
                        .times(3));
        long changed = portal.calendar()
                .editOccurrence(series, friday.plusWeeks(1),
                        change().at(friday.plusWeeks(1).atTime(14, 0).atZone(BERLIN), Duration.ofHours(1)));
        deliverAndWork();

        assertThat(jdbc
                .sql("""
                        select event_id, occurrence, series_id, is_exception, to_char(starts_at at time zone 'UTC', 'MM-DD HH24:MI') as starts,
                            to_char(original_starts_at at time zone 'UTC', 'MM-DD HH24:MI') as original, original_start_date::text
                        from reporting.calendar_occurrences
                        order by sort_at
                        """)
                .query((row, _) -> row.getLong(1) + "/" + row.getInt(2) + " of " + row.getLong(3) + " "
                        + row.getBoolean(4) + " " + row.getString(5) + " " + row.getString(6) + " " + row.getString(7))
                .list())
                .containsExactly(series + "/0 of " + series + " false 01-03 08:00 null null",
                        changed + "/0 of " + series + " true 01-10 13:00 01-10 08:00 2025-01-10",
                        series + "/2 of " + series + " false 01-17 08:00 null null");
    }

    @Test
    void goesWithItsEventAndItsRule() throws InterruptedException {
        install();
        long section = portal.calendar().addSection("user", 1, "Work");
        var start = LocalDate.of(2025, 1, 6).atTime(9, 0).atZone(UTC);
        long event = portal.calendar()
                .addEvent(section, named("Review").at(start, Duration.ofHours(1)).daily().times(5));
        long single = portal.calendar().addEvent(section, named("Single").at(start, Duration.ofHours(1)));
        deliverAndWork();
        assertThat(count("event_id = " + event)).isEqualTo(5);
        assertThat(count("event_id = %d and series_id is null and occurrence = 0".formatted(single))).isEqualTo(1);

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().updateEvent(event, change().daily().times(2));
        deliverAndWork();
        assertThat(count("event_id = " + event)).isEqualTo(2);

        clock.advance(Duration.ofMinutes(5));
        var once = portal.calendar().event(event).orElseThrow();
        portal.calendar().putEvent(once.put("RRULE", ""));
        deliverAndWork();
        assertThat(count("event_id = %d and series_id is null".formatted(event))).isEqualTo(1);
        assertThat(value("select count(*) from mirror.calendar_series", Long.class)).isZero();

        clock.advance(Duration.ofMinutes(5));
        portal.calendar().deleteSection(section);
        deliverAndWork();
        assertThat(count("deleted_at is null")).isZero();
        assertThat(count("deleted_at is not null")).isEqualTo(2);
    }

    private long count(String condition) {
        return value("select count(*) from reporting.calendar_occurrences where " + condition, Long.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"FREQ\": \"HOURLY\", \"INTERVAL\": 1}",
            "{\"FREQ\": \"DAILY\", \"INTERVAL\": 4000000000}",
            "{\"INTERVAL\": 1}", "{\"FREQ\": [\"DAILY\"]}"})
    void showsASeriesOnceWhoseRuleMakesNoSense(String rule, CapturedOutput output) throws InterruptedException {
        install();
        long event = series(rule, "1735000000");

        assertThat(rows("select event_id, occurrence, series_id from reporting.calendar_occurrences"))
                .isEqualTo(List.of(Map.of("event_id", event, "occurrence", 0, "series_id", event)));
        clock.advance(Duration.ofDays(1));
        roll.run();
        portal.calendar().updateEvent(event, change().name("Again"));
        deliverAndWork();
        assertThat(output.getOut().split("is shown once, since", -1)).hasSize(2);
        assertThat(value("select state from reporting.portals", String.class)).isEqualTo("ACTIVE");
        assertThat(value("select count(*) from reporting.pending_fetches", Long.class)).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"FREQ\": \"DAILY\", \"INTERVAL\": 0, \"COUNT\": 3} | 1735000000 | 3",
            "{\"FREQ\": \"DAILY\", \"INTERVAL\": 1} | -2208988800 | 732",
            "{\"FREQ\": \"YEARLY\", \"INTERVAL\": 9999} | 1735000000 | 1",
            "{\"FREQ\": \"DAILY\", \"COUNT\": 999999999999} | 1735000000 | 361",
            "{\"FREQ\": \"MONTHLY\", \"UNTIL\": \"rubbish\", \"UNTIL_TS\": 1740000000} | 1735000000 | 2"})
    void boundsWhatHasNoEndInSight(String rule, String start, int occurrences) throws InterruptedException {
        install();
        series(rule, start);

        assertThat(count("true")).isEqualTo(occurrences);
    }

    private long series(String rule, String start) throws InterruptedException {
        long section = portal.calendar().addSection("user", 1, "Work");
        long event = portal.calendar()
                .addEvent(section, EventDraft.named("Odd")
                        .at(Instant.ofEpochSecond(Long.parseLong(start)).atZone(UTC), Duration.ofHours(1)));
        var record = portal.calendar().event(event).orElseThrow();
        portal.calendar().putEvent(record.set("RRULE", JsonMapper.shared().readTree(rule)));
        deliverAndWork();
        return event;
    }
}
