package io.b24mirror.mirror.time;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.Samples;

import static org.assertj.core.api.Assertions.assertThat;

/// Records of portals whose servers are at all sorts of distances from UTC, with when they truly are: worked by hand.
/// The examples of series, 28, 30, 36 and 38, are with [io.b24mirror.mirror.occurrence]'s tests.
class WorkedExamplesTests {
    private static final Pattern FIELD = Pattern.compile("(\\S+?)=('[^']*'|\\S+)");
    private static final Map<String, String> NAMES = Map.of("F", "DATE_FROM_FORMATTED", "FTO", "DATE_TO_FORMATTED",
            "FROM", "DATE_FROM", "TO", "DATE_TO", "TZ", "TZ_FROM", "TZTO", "TZ_TO", "OFF", "TZ_OFFSET_FROM", "OFFTO",
            "TZ_OFFSET_TO", "TS", "DATE_FROM_TS_UTC", "LEN", "DT_LENGTH");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "1 server UTC | F='Wed Dec 11 2024 17:59:00' TZ=Europe/Riga OFF=7200 TS=1733932740 | 2024-12-11T15:59:00Z |",
            "2 server +03:00 | F='Mon Sep 21 2026 11:00:00' FTO='Mon Sep 21 2026 12:00:00' TZ=Europe/Minsk OFF=10800 TS=1789966800 | 2026-09-21T08:00:00Z | 2026-09-21T09:00:00Z",
            "3 server +04:00 | F='Fri Oct 31 2025 18:00:00' FTO='Fri Oct 31 2025 21:00:00' TZ=Europe/Saratov OFF=14400 TS=1761904800 | 2025-10-31T14:00:00Z | 2025-10-31T17:00:00Z",
            "4 server +03:00 | F='Sat Sep 27 2025 09:20:00' FTO='Sat Sep 27 2025 09:30:00' TZ=America/Atikokan OFF=-18000 TS=1758972000 | 2025-09-27T14:20:00Z | 2025-09-27T14:30:00Z",
            "5 server -05:00 | F='Tue Mar 02 2027 09:00:00' TZ=America/Bogota OFF=-18000 TS=1804014000 | 2027-03-02T14:00:00Z |",
            "6 server -05:00 | F='Tue Mar 02 2027 09:00:00' TZ=Asia/Tokyo OFF=32400 TS=1803963600 | 2027-03-02T00:00:00Z |",
            "7 server Berlin | F='Fri Jan 15 2027 10:00:00' TZ=Europe/Berlin OFF=3600 TS=1800000000 | 2027-01-15T09:00:00Z |",
            "8 server Berlin | F='Thu Jul 15 2027 10:00:00' TZ=Europe/Berlin OFF=7200 TS=1815631200 | 2027-07-15T08:00:00Z |",
            "9 server Berlin | F='Sat Mar 20 2027 10:00:00' TZ=America/New_York OFF=-14400 TS=1805547600 | 2027-03-20T14:00:00Z |",
            "10 server UTC | F='Sun Mar 28 2027 02:30:00' FTO='Sun Mar 28 2027 03:30:00' TZ=Europe/Berlin OFF=7200 TS=1806193800 LEN=3600 | 2027-03-28T01:30:00Z | 2027-03-28T02:30:00Z",
            "11 server Berlin | F='Sun Mar 28 2027 03:30:00' FTO='Sun Mar 28 2027 03:30:00' TZ=Europe/Moscow OFF=10800 TS=1806186600 LEN=0 | 2027-03-28T00:30:00Z | 2027-03-28T00:30:00Z",
            "12 server UTC | F='Sun Oct 31 2027 02:30:00' TZ=Europe/Berlin OFF=3600 TS=1824946200 | 2027-10-31T01:30:00Z |",
            "13 server Berlin | F='Sun Oct 31 2027 02:30:00' FTO='Sun Oct 31 2027 03:30:00' TZ=Europe/Berlin OFF=7200 TS=1824935400 LEN=10800 | 2027-10-31T00:30:00Z | 2027-10-31T02:30:00Z",
            "20 server -05:00 | FROM='03/04/2027 05:30:00 pm' TZ=America/New_York OFF=-18000 TS=1804217400 | 2027-03-04T22:30:00Z |",
            "21 server +03:00 | FROM='03/04/2027 09:00:00' TZ=Europe/Istanbul OFF=10800 TS=1806721200 | 2027-04-03T06:00:00Z |",
            "22 server UTC | FROM='2027-04-03 09:00:00' TZ=Asia/Tokyo OFF=32400 TS=1806710400 | 2027-04-03T00:00:00Z |",
            "24 server +03:00 | F='Sat Apr 03 2027 10:00:00' TZ='' OFF=0 TS=1806735600 | 2027-04-03T10:00:00Z |",
            "25 server +03:00 | F='Sat Apr 03 2027 10:00:00' TZ=+05:30 OFF=19800 TS=1806715800 | 2027-04-03T04:30:00Z |",
            "27 server +03:00 | F='Sat Apr 03 2027 23:00:00' FTO='Sun Apr 04 2027 06:00:00' TZ=Europe/Moscow OFF=10800 TZTO=Asia/Yekaterinburg OFFTO=18000 TS=1806771600 | 2027-04-03T20:00:00Z | 2027-04-04T01:00:00Z",
            "29 server +03:00 | F='Wed Jan 07 2026 14:25:00' TZ=Europe/Minsk OFF=10800 TS=1767774280 | 2026-01-07T11:25:00Z |",
            "31 server +03:00, an instance | F='Mon Sep 22 2025 09:00:00' TZ=America/Bogota OFF=-18000 TS=1747652400 | 2025-09-22T14:00:00Z |",
            "32 server +03:00 | F='Mon Sep 29 2025 08:20:00' TZ=America/Bogota OFF=-18000 TS=1759141200 | 2025-09-29T13:20:00Z |",
            "37 server UTC | F='Thu Jul 15 2027 10:00:00' TZ=America/Mexico_City OFF=-18000 TS=1815663600 | 2027-07-15T16:00:00Z |"})
    void beginsAndEndsWhenItTrulyDoes(String example, String fields, String start, @Nullable String end) {
        var times = EventTimes.of(event(fields), ServerClock.UNKNOWN);

        assertThat(times.startsAt()).isEqualTo(start);
        if (end != null) {
            assertThat(times.endsAt()).isEqualTo(end);
        }
        assertThat(times.doubt()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "14 server +03:00 | F='Fri Dec 25 2026' FTO='Sat Dec 26 2026' TZ='' TS=1798146000 LEN=172800 | 2026-12-25 | 2026-12-26",
            "15 server -05:00 | F='Fri Dec 25 2026' FTO='Fri Dec 25 2026' TZ='' TS=1798174800 LEN=86400 | 2026-12-25 | 2026-12-25",
            "16 server Berlin | F='Sat Mar 27 2027' FTO='Mon Mar 29 2027' TS=1806102000 LEN=255600 | 2027-03-27 | 2027-03-29",
            "17 server Berlin | F='Sat Mar 27 2027' FTO='Fri Jan 01 2038' TS=1806102000 LEN=255600 RRULE=YEARLY | 2027-03-27 | 2027-03-29",
            "18 server Berlin | F='Sat Oct 30 2027' TS=1824847200 LEN=262800 RRULE=YEARLY | 2027-10-30 | 2027-11-01",
            "19 server UTC | F='Fri Dec 20 2024' FTO='Sat Dec 21 2024' TZ=Europe/Riga OFF=7200 TS=1734652800 LEN=172800 | 2024-12-20 | 2024-12-21"})
    void lastsTheDaysThatItTrulyDoes(String example, String fields, LocalDate first, LocalDate last) {
        var times = EventTimes.of(event(fields).put("DT_SKIP_TIME", "Y"), ServerClock.UNKNOWN);

        assertThat(times).isEqualTo(new EventTimes(true, null, null, first, last, null, null, null, null));
    }

    /// 23: no text at all, but other events of the portal show where its server is.
    @ParameterizedTest(name = "remembered: {0}")
    @CsvSource(delimiter = '|', nullValues = "nothing", value = {"10800 | 2027-04-03T04:00:00Z | SERVER_OFFSET",
            "nothing | nothing | NO_TIME"})
    void reckonsByTheServersClockOnlyWhereThatIsKnown(@Nullable Integer offset, @Nullable String start,
            String doubt) {
        var event = event("TZ=Asia/Yekaterinburg OFF=18000 TS=1806714000");

        var times = EventTimes.of(event, offset == null ? ServerClock.UNKNOWN : at(offset));

        assertThat(times.startsAt()).isEqualTo(start == null ? null : Instant.parse(start));
        assertThat(times.doubt()).isEqualTo(doubt);
    }

    /// 26: the distance from UTC is that of the portal, and not certain for ever.
    @ParameterizedTest
    @CsvSource({"India Standard Time", "Mars/Olympus"})
    void takesTheDistanceFromUtcForAZoneThatIsUnknown(String zone) {
        var event = event("F='Sat Apr 03 2027 10:00:00' OFF=19800 TS=1806715800").put("TZ_FROM", zone);

        var times = EventTimes.of(event, ServerClock.UNKNOWN);

        assertThat(times.startsAt()).isEqualTo("2027-04-03T04:30:00Z");
        assertThat(times.doubt()).isEqualTo("ZONE");
    }

    /// 33 to 35, and what the order follows from.
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "33 | F='Mon May 19 2025 09:00:00' FROM='19/05/2025 09:00:00' | 15/09/2025;09/06/2025;23/06/2025;07/07/2025 | 2025-09-15 2025-06-09 2025-06-23 2025-07-07",
            "34 | F='Fri Sep 05 2025 09:00:00' FROM='05/09/2025 09:00:00' | 10/10/2025;07/11/2025 | 2025-10-10 2025-11-07",
            "35 | F='Fri Sep 05 2025 09:00:00' FROM='09/05/2025 09:00:00 am' | 09.11.2025 | 2025-11-09",
            "35, by slashes | F='Fri Sep 05 2025 09:00:00' FROM='09/05/2025 09:00:00 am' | 09/11/2025 | 2025-09-11",
            "by its stamp | FROM='05/09/2025 09:00:00' TZ=Europe/Moscow OFF=10800 TS=1757041200 | 07/11/2025 | 2025-11-07",
            "by its stamp | FROM='09/05/2025 09:00:00' TZ=Europe/Moscow OFF=10800 TS=1757041200 | 07/11/2025 | 2025-07-11",
            "by a day after the twelfth | FROM='05/05/2025 09:00:00' | 07/11/2025;21/11/2025 | 2025-11-07 2025-11-21",
            "by am and pm | FROM='05/05/2025 09:00:00 am' | 07/11/2025 | 2025-07-11",
            "by nothing | FROM='05/05/2025 09:00:00' | 07/11/2025 | 2025-11-07"})
    void readsTheDaysThatAreLeftOut(String example, String fields, String exceptions, String days) {
        var event = event(fields).put("EXDATE", exceptions);

        assertThat(DateTexts.of(event, null).dates(event.path("EXDATE"))).extracting(LocalDate::toString)
                .containsExactly(days.split(" "));
    }

    private static ServerClock at(int offset) {
        return new ServerClock(List.of(new ServerClock.Stretch(offset, LocalDate.of(2026, 1, 1),
                LocalDate.of(2028, 1, 1))), null);
    }

    /// Writes the fields of an example as a portal does.
    static ObjectNode event(String fields) {
        var event = Samples.object("{}");
        FIELD.matcher(fields).results().forEach(field -> {
            var value = field.group(2).replace("'", "");
            if (field.group(1).equals("RRULE")) {
                event.putObject("RRULE").put("FREQ", value).put("INTERVAL", 1);
            } else {
                event.put(NAMES.get(field.group(1)), value);
            }
        });
        return event;
    }
}
