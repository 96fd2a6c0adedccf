package io.b24mirror.fetch;

import java.time.Instant;

/// A request that one drain reads now.
///
/// @param revision
///            as of which it is served
/// @param attempts
///            failed ones before this
/// @param claimedAt
///            before the reading began, so that what it finds is at least as new
record Claimed(FetchRequest request, long revision, int attempts, Instant claimedAt) {
    RecordRef record() {
        return request.record();
    }
}
