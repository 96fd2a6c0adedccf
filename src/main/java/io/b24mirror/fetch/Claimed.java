package io.b24mirror.fetch;

/// A request that one drain reads now.
///
/// @param revision
///            as of which it is served
/// @param attempts
///            failed ones before this
record Claimed(FetchRequest request, long revision, int attempts) {
    RecordRef record() {
        return request.record();
    }
}
