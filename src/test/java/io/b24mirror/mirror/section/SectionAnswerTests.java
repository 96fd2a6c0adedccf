package io.b24mirror.mirror.section;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class SectionAnswerTests {

    @Test
    void translatesTheSample() {
        var sample = Samples.section();

        var section = translate(sample);

        assertThat(section).isEqualTo(new Observation<>(SectionKind.TYPE.ref(ACME, 190),
                new SectionFields("user", 1L, "New Section", "Description for section", "#9cbeee", "#283000", 1L,
                        "local", false),
                sample, section.contentHash(), null, NOON, CAUSE));
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

        assertThat(section.fields().description()).isNull();
        assertThat(section.fields().isCollab()).isTrue();
        assertThat(section.fields().ownerId()).isZero();
    }

    @Test
    void takesTheOwnerThatWasAskedWhereNoneIsNamed() {
        var section = translate(Samples.json("{\"ID\": 7, \"NAME\": \"Projector\"}"));

        assertThat(section.fields().calendarType()).isEqualTo("user");
        assertThat(section.fields().ownerId()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}", "\"190\"", "{\"ID\": \"\"}", "{\"ID\": \"-1\"}"})
    void takesNothingButACalendar(String json) {
        assertThat(SectionAnswer.translate(ACME, CalendarOwner.user(1), Samples.json(json), NOON, CAUSE)).isEmpty();
    }

    @Test
    void saysTheSameWhenOnlyAnEventInItChanged() {
        var later = Samples.section().put("TIMESTAMP_X", "2026-09-18 14:56:12");

        assertThat(translate(later).contentHash()).isEqualTo(translate(Samples.section()).contentHash());
    }

    @Test
    void saysTheSameToEveryReader() {
        var other = Samples.section().put("DATE_CREATE", "2024-12-10 09:36:00");
        other.putObject("PERM").put("edit", false);
        other.putObject("EXPORT")
                .put("ALLOW", true)
                .put("PATH", "https://alias.example/company/")
                .put("LINK", "&user=7");

        assertThat(translate(other).contentHash()).isEqualTo(translate(Samples.section()).contentHash());
    }

    @Test
    void saysTheSameAfterASynchronisation() {
        var synchronised = Samples.section().put("SYNC_TOKEN", "CNDh6L").put("PAGE_TOKEN", "CiAKGjB");

        assertThat(translate(synchronised).contentHash()).isEqualTo(translate(Samples.section()).contentHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]", "{}", "false"})
    void saysTheSameWhereANewerPortalAddsAKeyWithNothing(String nothing) {
        var newer = Samples.section();
        newer.set("IS_SHARED", Samples.json(nothing));

        assertThat(translate(newer).contentHash()).isEqualTo(translate(Samples.section()).contentHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]", "{}", "false"})
    void readsEveryFieldAsNothingThatHoldsNothing(String nothing) {
        var empty = Samples.object("{\"ID\": \"190\"}");
        Samples.section()
                .propertyNames()
                .stream()
                .filter(name -> !name.equals("ID"))
                .forEach(
                        name -> empty.set(name, Samples.json(nothing)));

        var section = translate(empty);

        assertThat(section.fields().name()).isNull();
        assertThat(section.fields().description()).isNull();
        assertThat(section.fields().externalType()).isNull();
        assertThat(section.fields().calendarType()).isEqualTo("user");
        assertThat(section.contentHash()).isEqualTo(translate(Samples.json("{\"ID\": 190}")).contentHash());
    }

    @Test
    void saysTheSameWithRightsInNumbersOrTexts() {
        var older = Samples.section();
        older.putObject("ACCESS").put("D114", "17").put("G2", "13").put("U2", "15").put("U1", "19");

        assertThat(translate(older).contentHash()).isEqualTo(translate(Samples.section()).contentHash());
    }

    @Test
    void saysSomethingElseWhereTheCalendarChanged() {
        var granted = Samples.section();
        granted.withObject("ACCESS").put("U7", 19);

        assertThat(
                List.of(Samples.section().put("NAME", "Renamed"), Samples.section().put("COLOR", "#00ff00"), granted))
                .extracting(section -> translate(section).contentHash())
                .doesNotContain(translate(Samples.section()).contentHash())
                .doesNotHaveDuplicates();
    }

    private static Observation<SectionFields> translate(JsonNode section) {
        return SectionAnswer.translate(ACME, CalendarOwner.user(1), section, NOON, CAUSE).orElseThrow();
    }
}
