package io.b24mirror.mirror.difference;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Tells differences between listings and copies that reading a record takes away from those that it does not.
///
/// A list method may word a field otherwise than the method that reads one record. Such a record would be read again by
/// every sweep, for ever. So a difference is remembered; if the copy was read after that and both sides say the same
/// again, the copy is right.
@Component
public class PersistentDifferences {
    private final JdbcClient jdbc;

    PersistentDifferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What a listing and our copy say of one record.
    ///
    /// @param copiedAt
    ///            when the reading left that saw the copy last
    /// @param listedAt
    ///            when the listing left
    public record Difference(ListedFields listed, ListedFields copy, Instant copiedAt, Instant listedAt) {
        long id() {
            return listed.id();
        }

        String digest() {
            return listed.digestWith(copy);
        }
    }

    /// Remembers differences, in the caller's transaction.
    ///
    /// @return the records that have to be read
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Long> open(MemberId memberId, RecordKind kind, Collection<Difference> differences) {
        if (differences.isEmpty()) {
            return List.of();
        }
        var known = known(memberId, kind, differences);
        var open = differences.stream()
                .filter(difference -> !isSettled(difference, known.get(difference.id())))
                .toList();
        remember(memberId, kind,
                open.stream().filter(difference -> isNew(difference, known.get(difference.id()))).toList());
        return open.stream().map(Difference::id).toList();
    }

    private record Known(String digest, Instant listedAt) {}

    private static boolean isNew(Difference difference, @Nullable Known known) {
        return known == null || !known.digest().equals(difference.digest());
    }

    private static boolean isSettled(Difference difference, @Nullable Known known) {
        return known != null && !isNew(difference, known) && difference.copiedAt().isAfter(known.listedAt());
    }

    private Map<Long, Known> known(MemberId memberId, RecordKind kind, Collection<Difference> differences) {
        return jdbc.sql("""
                select record_id, digest, listed_at
                from mirror.listed_difference
                where member_id = :memberId and kind = :kind and record_id = any(:ids)
                """)
                .param("memberId", memberId.value())
                .param("kind", kind.name())
                .param("ids", differences.stream().map(Difference::id).toArray(Long[]::new))
                .query((row, _) -> Map.entry(row.getLong("record_id"), new Known(row.getString("digest"),
                        row.getObject("listed_at", OffsetDateTime.class).toInstant())))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private record Row(long recordId, String digest, Instant listedAt) {}

    private void remember(MemberId memberId, RecordKind kind, List<Difference> differences) {
        if (differences.isEmpty()) {
            return;
        }
        jdbc.sql(
                """
                        insert into mirror.listed_difference (member_id, kind, record_id, digest, listed_at)
                        select :memberId, :kind, record_id, digest, listed_at
                        from jsonb_to_recordset(cast(:rows as jsonb)) as row(record_id bigint, digest text, listed_at timestamptz)
                        order by record_id
                        on conflict (member_id, kind, record_id) do update
                        set digest = excluded.digest, listed_at = excluded.listed_at
                        """)
                .param("memberId", memberId.value())
                .param("kind", kind.name())
                .param("rows", JsonRecordset.of(differences.stream()
                        .map(difference -> new Row(difference.id(), difference.digest(), difference.listedAt()))
                        .toList()))
                .update();
    }
}
