package io.b24mirror.mirror.version;

import java.time.Instant;
import java.util.Collection;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;

import static java.util.Comparator.comparing;
import static java.util.function.BinaryOperator.maxBy;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/// What a reading of a record showed.
///
/// @param <F>
///            the fields of the kind
/// @param raw
///            the whole record, storable, see [io.b24mirror.mirror.json.RawRecord]
/// @param contentHash
///            of what it says, see [io.b24mirror.mirror.json.ContentHash]
/// @param readAs
///            the user whose token read it; null for the service's own identity
/// @param fetchedAt
///            when the request left
/// @param cause
///            why it was read
public record Observation<F extends Record>(RecordRef ref, F fields, JsonNode raw, String contentHash,
        @Nullable Long readAs, Instant fetchedAt, Cause cause) {

    /// The same, read by a user's token; null for the service's own identity.
    public Observation<F> readAs(@Nullable Long userId) {
        return new Observation<>(ref, fields, raw, contentHash, userId, fetchedAt, cause);
    }

    /// The same, translated otherwise.
    public Observation<F> with(F otherFields, String otherHash) {
        return new Observation<>(ref, otherFields, raw, otherHash, readAs, fetchedAt, cause);
    }

    /// The newest of each record: a statement must not name a row twice.
    public static <F extends Record> Collection<Observation<F>> newestOfEach(Collection<Observation<F>> observations) {
        return observations.stream()
                .collect(toMap(Observation::ref, identity(), maxBy(comparing(Observation::fetchedAt))))
                .values();
    }
}
