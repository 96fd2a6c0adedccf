package io.b24mirror.offline;

import java.time.Instant;
import java.util.List;

import io.b24mirror.fetch.Removal;
import io.b24mirror.portal.MemberId;

/// One round of emptying a portal's queue, as far as it has to be kept.
sealed interface QueuePass {

    MemberId memberId();

    /// The portal was asked for rows, and heard what became of earlier ones.
    ///
    /// @param told
    ///            of which it heard
    /// @param askedAt
    ///            when the request left
    record Asked(MemberId memberId, List<PendingRow> told, List<QueueRow> page, boolean isBasic,
            Instant askedAt) implements QueuePass {}

    /// The portal was asked for rows that it holds for us already.
    record Leftovers(MemberId memberId, List<QueueRow> held, Instant askedAt) implements QueuePass {}

    /// Of rows that were taken it is clear what they mean; the changed records are on the fetch list.
    record Understood(MemberId memberId, List<PendingRow> done, List<PendingRow> unreadable,
            List<Removal> removals) implements QueuePass {}

    /// The portal does not give its queue away.
    record Refused(MemberId memberId, String problem) implements QueuePass {}
}
