package io.b24mirror.mirror.version;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.sql.JsonRecordset;

/// How the fields of a kind follow from what Bitrix24 answered, which is kept as `raw`: by the same translation as
/// those of a new answer.
///
/// @param <F>
///            the fields
public interface Derivation<F extends Record> {

    /// Translates a stored record as if it had just been answered; empty if it is none.
    Optional<Observation<F>> derive(Stored record);

    /// The condition on which a current row `held` may say more by now, since other records of its portal tell more.
    default String isUnsettled() {
        return "false";
    }

    /// Writes what belongs to current records beside their columns.
    default void keepParts(Collection<Observation<F>> records) {}

    /// A record as it is stored, which may be a version that is over.
    ///
    /// @param columns
    ///            all its columns but `raw`
    /// @param fetchedAt
    ///            when the request left
    record Stored(RecordRef ref, String columns, JsonNode raw, @Nullable Long readAs, Instant fetchedAt) {

        /// What the columns say.
        public <F extends Record> F fields(Class<F> type) {
            return JsonRecordset.read(columns, type);
        }
    }
}
