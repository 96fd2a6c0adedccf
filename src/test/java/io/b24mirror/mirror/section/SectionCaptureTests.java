package io.b24mirror.mirror.section;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

/// Calendars as real portals answered them; what is expected stands in each capture's `_truth`.
class SectionCaptureTests {

    @Test
    void readsTheRoomsOfAnOnPremisePortal() {
        var rooms = sections(CalendarOwner.ROOMS, Samples.captured("calendar-01").path("result"));

        assertThat(rooms).extracting(section -> section.ref().id()).containsExactly(61L, 62L, 63L, 94L);
        assertThat(rooms).allSatisfy(room -> {
            assertThat(room.fields().calendarType()).isEqualTo("location");
            assertThat(room.fields().ownerId()).isZero();
            assertThat(room.fields().description()).isNull();
            assertThat(room.raw().path("EXPORT").has("LINK")).isFalse();
        });
        assertThat(rooms).extracting(record -> record.fields().externalType())
                .containsExactly("local", "local", "local", null);
        assertThat(rooms).extracting(record -> record.fields().createdBy()).containsExactly(37L, 37L, 37L, 318L);
    }

    @Test
    void readsAllCalendarsOfOneOwner() {
        var calendars = sections(CalendarOwner.user(1), Samples.captured("calendar-17").path("result"));

        assertThat(calendars).hasSize(34);
        assertThat(calendars.getFirst().ref().id()).isEqualTo(26);
        assertThat(calendars.getFirst().fields().name()).isEqualTo("Новая книга");
        assertThat(calendars.getFirst().fields().description()).isEqualTo("Моя новая книга");
        assertThat(calendars.getLast().ref().id()).isEqualTo(1732);
        assertThat(calendars).extracting(Observation::contentHash).doesNotHaveDuplicates();
        assertThat(calendars.toString()).doesNotContain("sign=").doesNotContain("bx_hit_hash");
    }

    @Test
    void readsTheOfficialSample() {
        var section = sections(CalendarOwner.user(1), Samples.captured("calendar-24").path("result")).getFirst();

        assertThat(section.fields().name()).isEqualTo("New Sample");
        assertThat(section.fields().isCollab()).isFalse();
        assertThat(section.raw().path("ACCESS").path("D114").intValue()).isEqualTo(17);
    }

    /// Of that portal only keys and types are known: here they are filled with the values of the official sample.
    @Test
    void readsAnOlderPortalLikeANewerOne() {
        var types = Samples.captured("calendar-26").path("section");
        var newer = Samples.object(Samples.captured("calendar-24").path("result").path(0).toString());
        var older = newer.deepCopy();
        older.propertyNames().stream().filter(name -> !types.has(name)).toList().forEach(older::remove);
        older.put("CAL_DAV_CON", false);
        older.putObject("ACCESS").put("D114", "17").put("G2", "13").put("U2", "15").put("U1", "19");
        older.putObject("EXPORT").put("ALLOW", true).put("LINK", "&type=user&sign=5ae2c1");

        assertThat(older.has("IS_COLLAB")).isFalse();
        assertThat(sections(CalendarOwner.user(1), Samples.array(List.of(older))).getFirst().contentHash())
                .isEqualTo(sections(CalendarOwner.user(1), Samples.array(List.of(newer))).getFirst().contentHash());
    }

    private static List<Observation<SectionFields>> sections(CalendarOwner owner, JsonNode list) {
        return list.valueStream()
                .map(section -> SectionAnswer.translate(ACME, owner, section, NOON, CAUSE))
                .flatMap(Optional::stream)
                .toList();
    }
}
