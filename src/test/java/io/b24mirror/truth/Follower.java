package io.b24mirror.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.testing.SettableClock;

/// A reader who keeps a copy of the copy, in the way that `record_updates` is made for: now and then he asks what was
/// noted since he asked last, less ten minutes, and reads those records.
final class Follower {
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Map<String, String> IDS = Map.of("calendar_section", "section_id", "calendar_event",
            "event_id",
            "timeline_comment", "comment_id");

    private final JdbcClient jdbc;
    private final SettableClock clock;
    private final Map<String, String> records = new TreeMap<>();
    private Instant since = Instant.EPOCH;

    Follower(JdbcClient jdbc, SettableClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void follow() {
        var begin = clock.instant();
        IDS.forEach((kind, id) -> records.putAll(read(kind, id, """
                where (member_id, %s) in (
                    select member_id, record_id
                    from reporting.record_updates
                    where record_kind = '%s' and updated_at >= timestamptz '%s'
                )""".formatted(id, kind, since))));
        since = begin.minus(OVERLAP);
    }

    /// What he holds, by record.
    Map<String, String> records() {
        return records;
    }

    /// What he should hold.
    Map<String, String> all() {
        var all = new TreeMap<String, String>();
        IDS.forEach((kind, id) -> all.putAll(read(kind, id, "")));
        return all;
    }

    /// Records whose `updated_at` is none of their updates, and updates that are there twice.
    List<String> contradictions() {
        return IDS.entrySet()
                .stream()
                .flatMap(kind -> jdbc.sql("""
                        select concat_ws(' ', '%1$s', %2$s, updated_at)
                        from reporting.%1$ss
                        where (member_id, %2$s, updated_at) not in (
                            select member_id, record_id, max(updated_at)
                            from reporting.record_updates
                            where record_kind = '%1$s'
                            group by 1, 2
                        )
                        union all
                        select concat_ws(' ', record_kind, record_id, what, updated_at)
                        from reporting.record_updates
                        where record_kind = '%1$s'
                        group by member_id, record_kind, record_id, what, updated_at
                        having count(*) > 1
                        """.formatted(kind.getKey(), kind.getValue()))
                        .query((row, _) -> row.getString(1))
                        .list()
                        .stream())
                .toList();
    }

    /// All that a row says but when it was read last, which changes with every reading.
    private Map<String, String> read(String kind, String id, String condition) {
        var read = new TreeMap<String, String>();
        jdbc.sql("select %s, to_jsonb(listed) - 'fetched_at' from reporting.%ss listed %s".formatted(id, kind,
                condition))
                .query(row -> {
                    read.put(kind + " " + row.getLong(1), row.getString(2));
                });
        return read;
    }
}
