package io.b24mirror.mirror.comment.sweep;

import java.time.Instant;

/// What the portal answered when it was asked to list the comments of a CRM item.
sealed interface ItemAnswer permits ListedComments, ItemAnswer.Refused {

    /// The service may not see the item, which may be deleted. The comments on it may still be read one by one.
    ///
    /// @param askedAt
    ///            before the request left
    record Refused(Instant askedAt) implements ItemAnswer {}
}
