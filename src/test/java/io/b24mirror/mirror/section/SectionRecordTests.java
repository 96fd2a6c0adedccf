package io.b24mirror.mirror.section;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Samples;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class SectionRecordTests {

    @Test
    void translatesTheSample() {
        var sample = Samples.section();

        var section = translate(sample);

        assertThat(section).isEqualTo(new SectionRecord(ACME, 190, "user", 1L, "New Section",
                "Description for section", "#9cbeee", "#283000", 1L, "local", false, sample, section.contentHash(),
                NOON, CAUSE));
    }

    @Test
    void leavesOutTheAddressAtWhichAnybodyReadsTheCalendar() {
        var sample = Samples.section();
        sample.putObject("EXPORT").put("ALLOW", true).put("LINK", "https://acme.bitrix24.com/?sign=secret");

        assertThat(translate(sample).raw().path("EXPORT")).isEqualTo(Samples.json("{\"ALLOW\": true}"));
    }

    @Test
    void readsTheOddTypesOfPhp() {
        var sample = Samples.section();
        sample.put("CAL_DAV_CON", false).put("DESCRIPTION", "").put("IS_COLLAB", "Y").put("OWNER_ID", 0);
        sample.putArray("ACCESS");

        var section = translate(sample);

        assertThat(section.description()).isNull();
        assertThat(section.isCollab()).isTrue();
        assertThat(section.ownerId()).isZero();
    }

    @Test
    void takesTheOwnerThatWasAskedWhereNoneIsNamed() {
        var section = translate(Samples.json("{\"ID\": 7, \"NAME\": \"Projector\"}"));

        assertThat(section.calendarType()).isEqualTo("user");
        assertThat(section.ownerId()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"190\"", "{\"ID\": \"\"}", "{\"ID\": \"-1\"}"})
    void takesNothingButACalendar(String json) {
        assertThat(SectionRecord.of(ACME, CalendarOwner.user(1), Samples.json(json), NOON, CAUSE)).isEmpty();
    }

    private static SectionRecord translate(JsonNode section) {
        return SectionRecord.of(ACME, CalendarOwner.user(1), section, NOON, CAUSE).orElseThrow();
    }
}
