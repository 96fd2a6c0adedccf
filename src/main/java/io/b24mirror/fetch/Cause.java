package io.b24mirror.fetch;

import org.jspecify.annotations.Nullable;

/// Why we look at a record: by what we came to know that our copy may be out of date.
///
/// @param deliveryId
///            the delivery that told us, where one did
public record Cause(Layer layer, @Nullable Long deliveryId) {

    /// The ways in which a change reaches us, each able to find what the ones before it lost. Their order is that of
    /// precedence: what an event told is not credited to a sweep that comes upon it later.
    public enum Layer {
        /// The portal posted an event.
        ONLINE(0),
        /// The event stood in the portal's offline queue.
        OFFLINE(1),
        /// A comparison of portal and copy showed a difference.
        SWEEP(2),
        /// The first comparison after an installation.
        BACKFILL(3),
        /// An operator asked for it.
        OPERATOR(4);

        private final int rank;

        Layer(int rank) {
            this.rank = rank;
        }

        int rank() {
            return rank;
        }

        public static Layer ofRank(int rank) {
            for (var layer : values()) {
                if (layer.rank == rank) {
                    return layer;
                }
            }
            throw new IllegalArgumentException("No layer has rank " + rank);
        }
    }

    /// Makes the cause of what a posted event told.
    public static Cause delivery(long deliveryId) {
        return new Cause(Layer.ONLINE, deliveryId);
    }

    /// Makes a cause that is no delivery.
    public static Cause of(Layer layer) {
        return new Cause(layer, null);
    }

    /// Of two causes the one to remember: the layer that comes first, and of one layer the newer.
    static Cause preferred(Cause older, Cause newer) {
        return newer.layer.rank <= older.layer.rank ? newer : older;
    }
}
