package io.b24mirror.fetch.batch;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordRef;

/// A request that a drain has leased in order to read it.
///
/// @param revision
///            of the row when it was leased; requests that came later are not served by this reading
/// @param attempts
///            that failed before
/// @param claimedAt
///            when it was leased: before the reading began, so what it finds is at least as new
/// @param mark
///            how far an earlier reading came
record LeasedFetch(FetchRequest request, long revision, int attempts, Instant claimedAt, @Nullable String mark) {
    LeasedFetch(FetchRequest request, long revision, int attempts, Instant claimedAt) {
        this(request, revision, attempts, claimedAt, null);
    }

    RecordRef record() {
        return request.record();
    }
}
