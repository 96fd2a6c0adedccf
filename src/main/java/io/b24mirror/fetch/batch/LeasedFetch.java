package io.b24mirror.fetch.batch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordRef;

/// A request that one drain reads now.
///
/// @param revision
///            as of which it is served
/// @param attempts
///            failed ones before this
/// @param claimedAt
///            before the reading began, so that what it finds is at least as new
/// @param mark
///            how far an earlier reading got
record LeasedFetch(FetchRequest request, long revision, int attempts, Instant claimedAt, @Nullable String mark) {
    LeasedFetch(FetchRequest request, long revision, int attempts, Instant claimedAt) {
        this(request, revision, attempts, claimedAt, null);
    }

    RecordRef record() {
        return request.record();
    }
}
