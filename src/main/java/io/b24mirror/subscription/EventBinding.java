package io.b24mirror.subscription;

import java.util.Comparator;

/// A subscription that we want a portal to have.
///
/// @param event
///            code in upper case
record EventBinding(String event, Channel channel) implements Comparable<EventBinding> {
    private static final Comparator<EventBinding> ORDER = Comparator.comparing(EventBinding::channel)
            .thenComparing(EventBinding::event);

    /// How the portal delivers the event.
    enum Channel {
        /// The portal posts it to our handler, once.
        ONLINE,
        /// The portal keeps it until we ask, which makes up for lost posts.
        OFFLINE
    }

    @Override
    public int compareTo(EventBinding other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return channel == Channel.ONLINE ? event : event + " (offline)";
    }
}
