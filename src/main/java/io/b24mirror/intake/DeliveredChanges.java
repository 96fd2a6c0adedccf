package io.b24mirror.intake;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;

/// Finds out which of the changes that we learn of in another way were posted to us as well.
@Service
public class DeliveredChanges {
    private final JdbcClient jdbc;

    DeliveredChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A change of a record as the portal reports it.
    ///
    /// @param code
    ///            event code in upper case
    /// @param at
    ///            when it happened, by the portal's clock, to the second
    public record Change(String code, RecordRef record, Instant at) {}

    /// Returns those of a portal's changes that were posted: the same event about the same record, produced at that
    /// time or later by the portal's clock. Our own clock only limits the search to a few days of the log, since the
    /// clocks differ by less than a day.
    public Set<Change> among(MemberId memberId, Collection<Change> changes) {
        if (changes.isEmpty()) {
            return Set.of();
        }
        var posted = new HashSet<>(jdbc.sql("""
                select change.no
                from unnest(cast(:codes as text[]), cast(:kinds as text[]), cast(:ids as bigint[]),
                            cast(:ats as timestamptz[])) with ordinality as change (code, kind, id, at, no)
                where exists (
                    select
                    from intake.delivery
                    where delivery.member_id = :memberId
                      and delivery.record_kind = change.kind
                      and delivery.record_id = change.id
                      and delivery.event = change.code
                      and delivery.event_at >= change.at
                      and delivery.received_at >= change.at - interval '1 day'
                )
                """)
                .param("memberId", memberId.value())
                .param("codes", texts(changes, Change::code))
                .param("kinds", texts(changes, change -> change.record().kind().name()))
                .param("ids", changes.stream().map(change -> change.record().id()).toArray(Long[]::new))
                .param("ats", texts(changes, change -> change.at().toString()))
                .query((row, _) -> row.getInt(1))
                .list());
        var among = new HashSet<Change>();
        int no = 0;
        for (var change : changes) {
            if (posted.contains(++no)) {
                among.add(change);
            }
        }
        return among;
    }

    private static String[] texts(Collection<Change> changes, Function<Change, String> text) {
        return changes.stream().map(text).toArray(String[]::new);
    }
}
