package io.b24mirror.mirror.deletion;

import java.util.stream.Collectors;

import io.b24mirror.mirror.deletion.Companions.Companion;

/// The statements of [Tombstones], for the kinds that there are.
final class TombstoneSql {
    /// So much of what goes with a record is written in one transaction. It takes some ten milliseconds, for which
    /// others wait that have to do with the record.
    static final int PAGE = 500;

    /// A record that comes back while its return is not written for all that it took along was there in between: what
    /// goes with it again is gone since now.
    static final String WRITE = """
            insert into mirror.tombstone
                (member_id, kind, record_id, deleted_at, told_at, layer, delivery_id, with_kind, with_id)
            select member_id, kind, record_id, min(told_at), max(told_at),
                (array_agg(layer order by told_at))[1], (array_agg(delivery_id order by told_at))[1],
                case when count(with_id) = count(*) then max(with_kind) end,
                case when count(with_id) = count(*) then max(with_id) end
            from gone
            group by member_id, kind, record_id
            order by member_id, kind, record_id
            on conflict (member_id, kind, record_id) do update
            set deleted_at = case when exists (
                        select from mirror.unfinished_deletion back
                        where back.member_id = tombstone.member_id
                            and back.kind = tombstone.with_kind and back.record_id = tombstone.with_id
                            and back.is_back and back.seen_at > tombstone.told_at
                            and back.seen_at <= excluded.told_at
                    ) then excluded.deleted_at
                    else least(tombstone.deleted_at, excluded.deleted_at) end,
                told_at = greatest(tombstone.told_at, excluded.told_at),
                noted_at = case when excluded.told_at > tombstone.told_at then now() else tombstone.noted_at end,
                with_kind = case when tombstone.with_id is not null then excluded.with_kind end,
                with_id = case when tombstone.with_id is not null then excluded.with_id end
            """;

    /// Deletes the tombstones that later readings disprove, and those that passed them on.
    static final String DISPROVE = """
            with seen as (
                select *
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, kind text, record_id bigint, told_at timestamptz)
            ), doubted as (
                select member_id, kind, record_id, seen.told_at as seen_at
                from seen
                union all
                select passing.member_id, passing.kind, passing.record_id, seen.told_at
                from seen
                cross join lateral (
                    select member_id, kind, record_id
                    from mirror.tombstone
                    where tombstone.member_id = seen.member_id
                        and tombstone.with_kind = seen.kind and tombstone.with_id = seen.record_id
                    order by record_id
                    limit :page
                ) passing
            ), disproved as (
                select tombstone.member_id, tombstone.kind, tombstone.record_id, doubted.seen_at
                from mirror.tombstone
                join doubted using (member_id, kind, record_id)
                where tombstone.told_at < doubted.seen_at
                order by tombstone.member_id, tombstone.kind, tombstone.record_id
                for update of tombstone
            )
            delete from mirror.tombstone
            using disproved
            where tombstone.member_id = disproved.member_id
                and tombstone.kind = disproved.kind
                and tombstone.record_id = disproved.record_id
            returning tombstone.member_id, tombstone.kind, tombstone.record_id, tombstone.told_at, disproved.seen_at
            """;

    private static final String TOLD = """
            with told as (
                select *
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, kind text, record_id bigint, told_at timestamptz, layer text,
                        delivery_id bigint)
            )""";

    private static final String SEEN = """
            with seen as (
                select
                    row.member_id, row.kind, row.record_id, row.told_at as seen_at, tombstone.told_at, tombstone.layer
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, kind text, record_id bigint, told_at timestamptz)
                join mirror.tombstone using (member_id, kind, record_id)
                where tombstone.told_at < row.told_at
            )""";

    private final Companions companions;

    TombstoneSql(Companions companions) {
        this.companions = companions;
    }

    /// Writes tombstones of what was told, and of what passes it on.
    String remember() {
        return TOLD + """
                , gone as (
                    select *, cast(null as text) as with_kind, cast(null as bigint) as with_id
                    from told
                """ + companions.passingOn().stream().map(TombstoneSql::goneToo).collect(Collectors.joining())
                + ")\n" + WRITE;
    }

    private static String goneToo(Companion companion) {
        return """
                    union all
                    select told.member_id, '%1$s', passing.%2$s, told.told_at, told.layer, told.delivery_id, told.kind,
                        told.record_id
                    from told
                    cross join lateral (%3$s) passing
                    where told.kind = '%4$s'
                """.formatted(companion.kind().name(), companion.key(), page(companion, ""), companion.with().name());
    }

    /// The first page of the records that pass a deletion on that was `told`.
    ///
    /// @param more
    ///            another condition on a `record`, which begins with `and`; may be empty
    static String page(Companion companion, String more) {
        return """
                select %1$s
                from %2$s record
                where %3$s %4$s
                order by %1$s
                limit :page""".formatted(companion.key(), companion.table(), companion.passesOn("record"), more);
    }

    /// Notes which of the deletions that were told take more along than a page.
    String leaveDeleted() {
        return TOLD + """

                insert into mirror.unfinished_deletion as known
                    (member_id, kind, record_id, is_back, told_at, layer, delivery_id)
                select member_id, kind, record_id, false, told_at, layer, delivery_id
                from told
                where false
                """ + companions.passingOn().stream().map(TombstoneSql::passesMoreOn).collect(Collectors.joining())
                + """
                        order by member_id, kind, record_id
                        on conflict (member_id, kind, record_id, is_back) do update
                        set told_at = greatest(known.told_at, excluded.told_at), done_until = 0
                        """;
    }

    private static String passesMoreOn(Companion companion) {
        return """
                    or kind = '%s' and exists (
                        select from %s record
                        where %s
                        order by %s
                        offset :page
                    )
                """.formatted(companion.with().name(), companion.table(), companion.passesOn("record"),
                companion.key());
    }

    /// Notes which of the records that were seen again have taken more along than a page, and ends what was left of
    /// their deletion.
    String leaveReturned() {
        return SEEN + """
                , overtaken as (
                    delete from mirror.unfinished_deletion removed
                    using seen
                    where removed.member_id = seen.member_id
                        and removed.kind = seen.kind and removed.record_id = seen.record_id
                        and not removed.is_back and removed.told_at < seen.seen_at
                )
                insert into mirror.unfinished_deletion as known
                    (member_id, kind, record_id, is_back, told_at, seen_at, layer)
                select member_id, kind, record_id, true, told_at, seen_at, layer
                from seen
                where false
                """ + companions.passingOn().stream().map(TombstoneSql::tookMoreAlong).collect(Collectors.joining())
                + """
                        order by member_id, kind, record_id
                        on conflict (member_id, kind, record_id, is_back) do update
                        set told_at = greatest(known.told_at, excluded.told_at),
                            seen_at = greatest(known.seen_at, excluded.seen_at),
                            done_until = 0
                        """;
    }

    private static String tookMoreAlong(Companion companion) {
        return """
                    or kind = '%s' and (
                        exists (
                            select from %s record
                            where record.member_id = seen.member_id and %s and record.seen_at <= seen.told_at
                            offset :page
                        )
                        or exists (
                            select from mirror.tombstone passing
                            where passing.member_id = seen.member_id
                                and passing.with_kind = seen.kind and passing.with_id = seen.record_id
                            offset :page
                        )
                    )
                """.formatted(companion.with().name(), companion.table(),
                companion.goesWith("record", "seen.record_id"));
    }

    /// Tells those who follow the copy that records are there again which had gone with another one. Where that one
    /// passes deletions on, they may be many, and the rest follows in pages.
    String amend(Companion companion) {
        boolean mayBeMany = companions.passingOn(companion.with().name()).isPresent();
        return """
                with restored as (
                    select member_id, %1$s
                    from %2$s record
                    where member_id = :memberId and seen_at <= :toldAt and %3$s
                    order by member_id, %1$s
                    limit %4$d
                    for update
                )
                update %2$s record
                set amended_at = greatest(record.amended_at, :seenAt)
                from restored
                where record.member_id = restored.member_id and record.%1$s = restored.%1$s
                """.formatted(companion.key(), companion.table(), companion.goesWith("record", ":recordId"),
                mayBeMany ? PAGE : Integer.MAX_VALUE);
    }
}
