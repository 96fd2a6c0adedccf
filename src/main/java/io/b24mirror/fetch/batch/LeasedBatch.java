package io.b24mirror.fetch.batch;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.portal.MemberId;

/// Records of one portal that were leased together.
///
/// @param marks
///            how far their readings have come
public record LeasedBatch(MemberId memberId, UUID claim, List<LeasedFetch> rows, ResumeMarks marks) {
    /// How long a lease lasts, unless it is renewed.
    public static final Duration LEASE = Duration.ofMinutes(5);

    /// Returns the number of records.
    public int size() {
        return rows.size();
    }

    /// Returns whether one of the records was changed just now.
    public boolean isFresh() {
        return rows.stream().anyMatch(row -> row.request().urgency() == Urgency.FRESH);
    }
}
