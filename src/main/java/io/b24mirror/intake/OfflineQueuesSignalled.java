package io.b24mirror.intake;

import java.util.Collection;

import io.b24mirror.portal.MemberId;

/// Portals signalled by `ONOFFLINEEVENT` that their offline queues hold events for us.
///
/// Published after the commit that stores the signals, outside of it, in a thread of its own. A busy portal signals
/// every second. A signal may get lost, as every event may, and a portal does not signal what it adds within a second
/// of its last signal, so every queue has to be read regularly as well. What a listener throws is logged and ignored.
///
/// @param memberIds
///            at least one, each once
public record OfflineQueuesSignalled(Collection<MemberId> memberIds) {}
