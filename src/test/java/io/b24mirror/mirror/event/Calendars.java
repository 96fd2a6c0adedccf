package io.b24mirror.mirror.event;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;

/// Calendars that are larger than a test could read.
public final class Calendars extends MirrorDatabase {
    private Calendars() {}

    /// Keeps meetings in a calendar, the ids 1 to that many, and a copy of each in another calendar.
    public static void keepMeetings(JdbcClient jdbc, long calendar, long copies, int meetings) {
        var store = new EventStore(jdbc, Deletions.tombstones(jdbc), occurrences(), clocks());
        var event = Samples.event().put("ID", "1").put("PARENT_ID", "1").put("IS_MEETING", true);
        event.put("SECTION_ID", Long.toString(calendar));
        var ref = new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1);
        inTransaction(
                () -> store.keep(List.of(EventAnswer.translate(ref, event, NOON, Cause.delivery(1)).orElseThrow())));
        copy(jdbc, "generate_series(2, %d) no".formatted(meetings), "no", calendar);
        copy(jdbc, "generate_series(1, %d) no".formatted(meetings), "100000 + no", copies);
    }

    private static void copy(JdbcClient jdbc, String numbers, String id, long calendar) {
        var columns = jdbc.sql("""
                select string_agg(attname, ', ')
                from pg_attribute
                where attrelid = 'mirror.calendar_event'::regclass and attnum > 0 and not attisdropped
                    and attgenerated = '' and attname not in ('event_id', 'parent_id', 'section_id')
                """).query(String.class).single();
        jdbc.sql("""
                insert into mirror.calendar_event (event_id, parent_id, section_id, %1$s)
                select %2$s, no, %3$d, %1$s
                from mirror.calendar_event, %4$s
                where event_id = 1
                """.formatted(columns, id, calendar, numbers)).update();
    }
}
