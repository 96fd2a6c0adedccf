package io.b24mirror.mirror.event.sweep;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.event.Captures;
import io.b24mirror.mirror.json.RawRecord;

import static org.assertj.core.api.Assertions.assertThat;

class ListedEventTests {
    @ParameterizedTest
    @ValueSource(strings = {"calendar-02", "calendar-05", "calendar-10"})
    void isTheSameAsTheCopyThatReadingItAloneGives(String capture) {
        var listed = Captures.listed(capture);

        assertThat(differs(listed, readAlone(listed))).isFalse();
    }

    /// Any later edit drops the seconds of the Unix times.
    @Test
    void looksAtNoUnixTimes() {
        var listed = Captures.listed("calendar-10");

        assertThat(differs(listed.deepCopy().put("DATE_FROM_TS_UTC", "1761976740"), readAlone(listed))).isFalse();
    }

    @Test
    void looksAtTheFirstTimeOfASeriesWhicheverIsListed() {
        var copy = readAlone(Captures.listed("calendar-10"));
        var third = Captures.listed("calendar-10")
                .put("DATE_FROM", "21.11.2025 11:59:00")
                .put("DATE_TO", "21.11.2025 12:59:00")
                .put("DATE_FROM_FORMATTED", "Fri Nov 21 2025 11:59:00")
                .put("DATE_TO_FORMATTED", "Fri Nov 21 2025 12:59:00")
                .put("RINDEX", 1);

        assertThat(differs(third, copy)).isFalse();
        assertThat(differs(third.deepCopy().put("~DATE_FROM", "01.11.2025 12:59:00"), copy)).isTrue();
        assertThat(differs(third.deepCopy().put("DT_LENGTH", 7200), copy)).isTrue();
    }

    @Test
    void looksAtTheDaysOfWholeDaysWithAMidnightOrWithout() {
        var listed = Captures.listed("calendar-05");
        listed.put("DT_SKIP_TIME", "Y").remove(List.of("DATE_FROM_FORMATTED", "DATE_TO_FORMATTED"));
        listed.put("DATE_FROM", "27/09/2025").put("DATE_TO", "27/09/2025");
        var copy = readAlone(listed).put("DATE_FROM", "27/09/2025 00:00:00").put("DATE_TO", "27/09/2025 12:00:00 am");

        assertThat(differs(listed, copy)).isFalse();
        assertThat(differs(listed.deepCopy().put("DATE_TO", "28/09/2025"), copy)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("io.b24mirror.mirror.event.RestrictedAnswers#all")
    void saysNothingOfWhatARestrictedAnswerLacks(ObjectNode restricted) {
        assertThat(differs(restricted, Samples.event())).isFalse();
        assertThat(differs(Samples.event(), restricted)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("io.b24mirror.mirror.event.RestrictedAnswers#all")
    void tellsFromARestrictedAnswerThatAnEventWasChanged(ObjectNode restricted) {
        assertThat(differs(restricted.deepCopy().put("VERSION", "2"), Samples.event())).isTrue();
        assertThat(differs(restricted.deepCopy().put("EXDATE", "11/28/2024"), Samples.event())).isTrue();
        assertThat(differs(restricted.deepCopy().put("DT_LENGTH", 60), Samples.event())).isTrue();
        assertThat(differs(restricted.deepCopy().set("RRULE", Samples.json("\"\"")), Samples.event())).isTrue();
    }

    /// A copy of a meeting shows none, and its main event tells them all.
    @Test
    void looksForCrmLinksOnMainEventsAlone() {
        var copy = Samples.event().put("PARENT_ID", "1264");

        assertThat(differs(withoutLinks(copy), copy)).isFalse();
        assertThat(differs(withoutLinks(Samples.event()), Samples.event())).isTrue();
    }

    private static ObjectNode withoutLinks(ObjectNode event) {
        return event.deepCopy().put("UF_CRM_CAL_EVENT", false);
    }

    private static boolean differs(ObjectNode listed, ObjectNode copy) {
        var stored = ((ObjectNode) RawRecord.of(copy)).retain(ListedEvent.FIELDS);
        return ListedEvent.of(1265, listed).differsFrom(ListedEvent.copy(1265, stored));
    }

    /// `calendar.event.getbyid` gives a series once, and leaves out what only a listing has.
    private static ObjectNode readAlone(ObjectNode listed) {
        return listed.deepCopy()
                .remove(List.of("ACTIVE", "DT_FROM", "DT_TO", "TEXT_COLOR", "~DATE_FROM", "~DATE_TO", "RINDEX"))
                .put("~DESCRIPTION", "html");
    }
}
