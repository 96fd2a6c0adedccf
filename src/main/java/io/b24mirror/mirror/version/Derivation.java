package io.b24mirror.mirror.version;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.version.VersionedTable.Reading;

/// How the columns of a kind follow from what Bitrix24 answered, which is kept as `raw`: by the same translation as
/// those of a new answer.
///
/// @param <R>
///            a reading, whose components are the columns
public interface Derivation<R extends Record & Reading> {

    /// Goes up with every release that translates otherwise.
    int number();

    /// Translates a stored record as if it had just been answered; empty if it is none.
    Optional<R> derive(Stored record);

    /// The condition on which a current row `held` may say more by now, since other records of its portal tell more.
    default String isUnsettled() {
        return "false";
    }

    /// Writes what belongs to current records beside their columns.
    void keepParts(Collection<R> records);

    /// A record as it is stored, a version that is over included.
    ///
    /// @param fetchedAt
    ///            when the request left
    /// @param columns
    ///            all its columns but `raw`
    record Stored(RecordRef ref, JsonNode raw, Instant fetchedAt, JsonNode columns) {}
}
