package io.b24mirror.intake;

import java.time.Instant;
import java.util.Collection;
import java.util.Set;

import io.b24mirror.portal.MemberId;

/// Is told of the test events, `ONAPPTEST`, that portals send because somebody called `event.test`. Implemented by the
/// room that asks for them; there may be none.
public interface TestEvents {

    /// Test events arrived. Called in the transaction that stores them, so take rows in a fixed order, and be brief.
    ///
    /// @param events
    ///            at least one; the same may come several times
    void arrived(Collection<TestEvent> events);

    /// An authentic test event.
    ///
    /// @param parameters
    ///            the values that `event.test` was called with; of their names nothing is certain but that somebody may
    ///            have changed their case
    record TestEvent(MemberId memberId, Set<String> parameters, Instant receivedAt) {}
}
