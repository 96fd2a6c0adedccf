package io.b24mirror.intake;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.b24mirror.portal.MemberId;

/// Authentic test events (`ONAPPTEST`) arrived, which portals send after a call of `event.test`.
///
/// Published once per group of deliveries, in the transaction that stores them. Listeners take rows in a fixed order
/// and are brief.
///
/// @param events
///            at least one; the same event may be published more than once
public record TestEventsReceived(List<TestEvent> events) {

    /// One test event.
    ///
    /// @param parameters
    ///            the values that `event.test` was called with. Their names are left out, because Bitrix24 may change
    ///            the case of a name
    public record TestEvent(MemberId memberId, Set<String> parameters, Instant receivedAt) {}
}
