package io.b24mirror.mirror.time;

import java.time.LocalDate;
import java.time.Month;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Samples;

import static org.assertj.core.api.Assertions.assertThat;

class EventTimesProperties {
    private static final ServerClock MOSCOW = new ServerClock(List.of(new ServerClock.Stretch(10_800,
            LocalDate.of(2020, Month.JANUARY, 1), LocalDate.of(2030, Month.JANUARY, 1))), DateOrder.MONTH_FIRST);
    private static final List<String> FIELDS = List.of("DATE_FROM", "DATE_TO", "DATE_FROM_FORMATTED",
            "DATE_TO_FORMATTED", "DATE_FROM_TS_UTC", "DATE_TO_TS_UTC", "DT_SKIP_TIME", "DT_LENGTH", "TZ_FROM", "TZ_TO",
            "TZ_OFFSET_FROM", "TZ_OFFSET_TO", "RRULE", "EXDATE", "ORIGINAL_DATE_FROM", "DATE_CREATE");

    @Property(tries = 2_000)
    void givesATimeOrSaysThatItHasNone(@ForAll("garbage") ObjectNode event) {
        for (var clock : List.of(ServerClock.UNKNOWN, MOSCOW)) {
            var times = EventTimes.of(event, clock);

            boolean hasStart = times.startsAt() != null || times.startDate() != null;
            assertThat(hasStart).isNotEqualTo(times.doubt() != null && times.doubt().contains("NO_TIME"));
            assertThat(times.allDay() ? times.localStart() : times.startDate()).isNull();
            if (times.startsAt() != null && times.endsAt() != null) {
                assertThat(times.endsAt()).isAfterOrEqualTo(times.startsAt());
            }
            if (times.startDate() != null && times.endDate() != null) {
                assertThat(times.endDate()).isAfterOrEqualTo(times.startDate());
            }
        }
        assertThat(ClockEvidence.of(event)).isNotNull();
        assertThat(DateTexts.of(event, null).dates(event.path("EXDATE")).toList()).isNotNull();
    }

    @Provide
    Arbitrary<ObjectNode> garbage() {
        var changes = Combinators.combine(Arbitraries.of(FIELDS), values()).as(Change::new).list().ofMaxSize(10);
        return changes.map(all -> {
            var event = Samples.event();
            all.forEach(change -> event.set(change.field(), change.value()));
            return event;
        });
    }

    private record Change(String field, JsonNode value) {}

    private static Arbitrary<JsonNode> values() {
        var texts = Arbitraries.of("", " ", "0", "-1", "Y", "N", "31.12.2026 23:59:59", "12/31/2026 11:59:59 pm",
                "31/12/2026", "2026-12-31 25:00:00", "1.1.1", "00/00/0000", "99.99.9999", "Thu Dec 31 2026 23:59:59",
                "Thu Dec 31 9999 23:59:59", "Mon Dec 31 2026", "Fri Jan 01 1900", "Europe/Moscow", "UTC+3", "+03:00",
                "+99:00", "Nowhere/Land", "ical4j-Europe/Berlin", "1789966800", "255600", "262800",
                "9000000000000000000", "-9000000000000000000");
        return Arbitraries.oneOf(texts.map(text -> Samples.json("\"" + text + "\"")), AnyJson.trees());
    }
}
