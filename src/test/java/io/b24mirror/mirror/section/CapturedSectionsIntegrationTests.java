package io.b24mirror.mirror.section;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.testing.Captures;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// Calendars as real portals answered them, read through the whole service: the views show what each capture's
/// `_truth` says.
class CapturedSectionsIntegrationTests extends ServiceTest {

    @BeforeEach
    void installFirst() throws InterruptedException {
        install();
    }

    @Test
    void showsAllCalendarsOfOneOwnerAndNoneOfTheirSignatures() throws InterruptedException {
        var calendars = calendars("calendar-17");
        mirror(calendars);

        assertThat(rows("select section_id::text as id, name from reporting.calendar_sections order by section_id"))
                .extracting(row -> row.get("id") + " " + row.get("name"))
                .containsExactlyElementsOf(calendars.stream()
                        .map(calendar -> calendar.path("ID").stringValue() + " " + calendar.path("NAME").stringValue())
                        .toList());
        assertThat(rows("select * from reporting.calendar_sections where raw::text ~ 'sign=|bx_hit_hash'")).isEmpty();
    }

    @Test
    void showsTheOfficialSample() throws InterruptedException {
        mirror(calendars("calendar-24"));

        assertThat(rows("""
                select section_id, calendar_type, owner_id, name, description, color, external_type, is_collab,
                    raw -> 'ACCESS' ->> 'D114' as access_of_a_department
                from reporting.calendar_sections
                """).toString()).isEqualTo("[{section_id=190, calendar_type=user, owner_id=1, name=New Sample, "
                + "description=Text of a sample, color=#9cbeee, external_type=local, is_collab=false, "
                + "access_of_a_department=17}]");
    }

    /// Of that portal only keys and types are known: the values are those of the official sample.
    @Test
    void showsAnOlderPortalsCalendarLikeANewerOnes() throws InterruptedException {
        var types = Captures.read("calendar-26").path("answer").path("section");
        var calendar = calendars("calendar-24").getFirst();
        calendar.propertyNames().stream().filter(name -> !types.has(name)).toList().forEach(calendar::remove);
        calendar.put("CAL_DAV_CON", false).putNull("DESCRIPTION").putNull("TEXT_COLOR");
        calendar.putObject("ACCESS").put("G2", "13").put("U1", "19");
        calendar.putObject("EXPORT").put("ALLOW", true).put("LINK", "&type=user&sign=5ae2c1");
        mirror(List.of(calendar));

        assertThat(rows("""
                select section_id, calendar_type, owner_id, name, description, color, external_type, is_collab
                from reporting.calendar_sections
                """).toString()).isEqualTo("[{section_id=190, calendar_type=user, owner_id=1, name=New Sample, "
                + "description=null, color=#9cbeee, external_type=local, is_collab=null}]");
    }

    private void mirror(List<ObjectNode> calendars) throws InterruptedException {
        calendars.forEach(portal.calendar()::putSection);
        deliverAndWork();
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    private static List<ObjectNode> calendars(String capture) {
        return Captures.read(capture)
                .path("answer")
                .path("result")
                .valueStream()
                .map(ObjectNode.class::cast)
                .toList();
    }
}
