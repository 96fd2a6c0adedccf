package io.b24mirror.offline;

import java.time.Instant;
import java.util.List;

import io.b24mirror.fetch.Removal;
import io.b24mirror.portal.MemberId;

/// The result of one pass over a portal's queue, as far as it has to be stored.
sealed interface QueuePass {

    MemberId memberId();

    /// The portal was asked for rows, and earlier rows were acknowledged to it.
    ///
    /// @param acknowledged
    ///            the rows that the portal need not hear of again
    /// @param askedAt
    ///            when the request left
    record Taken(MemberId memberId, List<PendingRow> acknowledged, List<QueueRow> page, boolean isBasic,
            Instant askedAt) implements QueuePass {}

    /// The portal was asked for rows that it holds for us already.
    record Leftovers(MemberId memberId, List<QueueRow> held, Instant askedAt) implements QueuePass {}

    /// Rows that were taken are interpreted; the changed records are on the fetch list.
    record Interpreted(MemberId memberId, List<PendingRow> done, List<PendingRow> unreadable,
            List<Removal> removals) implements QueuePass {}

    /// The portal does not give its queue away.
    record Refused(MemberId memberId, String problem) implements QueuePass {}
}
