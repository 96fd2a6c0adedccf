package io.b24mirror.fetch;

import org.jspecify.annotations.Nullable;

/// Why a record is read: what showed that our copy may be out of date.
///
/// @param deliveryId
///            the delivery that showed it; null if it was no delivery
public record Cause(Layer layer, @Nullable Long deliveryId) {

    /// The ways in which a change reaches us, each able to find what the ones before it lost. They are in order of
    /// precedence: a change that an event announced is not credited to a sweep that finds it later.
    public enum Layer {
        /// The portal posted an event.
        ONLINE(0),
        /// The event was in the portal's offline queue.
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

        /// Returns the layer with that number.
        public static Layer ofRank(int rank) {
            for (var layer : values()) {
                if (layer.rank == rank) {
                    return layer;
                }
            }
            throw new IllegalArgumentException("No layer has rank " + rank);
        }
    }

    /// Makes the cause of a change that a posted event announced.
    public static Cause delivery(long deliveryId) {
        return new Cause(Layer.ONLINE, deliveryId);
    }

    /// Makes a cause other than a delivery.
    public static Cause of(Layer layer) {
        return new Cause(layer, null);
    }

    /// Returns the cause to keep: that of the layer which comes first, or of two in one layer the newer.
    static Cause preferred(Cause older, Cause newer) {
        return newer.layer.rank <= older.layer.rank ? newer : older;
    }
}
