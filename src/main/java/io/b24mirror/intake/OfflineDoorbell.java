package io.b24mirror.intake;

import java.util.Collection;

import io.b24mirror.portal.MemberId;

/// Is rung when portals say, by `ONOFFLINEEVENT`, that they keep events for us. Implemented by the room that fetches
/// those; there may be none.
public interface OfflineDoorbell {

    /// Have the offline queues of these portals looked at soon.
    ///
    /// Called right after the commit that stored the events, outside of it, and possibly again and again: a busy portal
    /// rings every second. A ring may get lost, as every event may, and a portal does not ring for what it adds within a
    /// second of the last ring; so a queue has to be looked at regularly, too. What is thrown is logged and ignored.
    ///
    /// @param memberIds
    ///            at least one, each once
    void ring(Collection<MemberId> memberIds);
}
