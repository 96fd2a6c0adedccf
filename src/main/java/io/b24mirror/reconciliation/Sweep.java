package io.b24mirror.reconciliation;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.portal.MemberId;

/// One comparison of a portal with our copy.
public record Sweep(long sweepId, MemberId memberId, Kind kind) {

    /// Why it is made.
    public enum Kind {
        /// The app was installed: what existed before is read for the first time.
        BACKFILL(Layer.BACKFILL, "Backfill"),
        /// It is time to look for what events missed.
        SWEEP(Layer.SWEEP, "Sweep");

        private final Layer layer;
        private final String title;

        Kind(Layer layer, String title) {
            this.layer = layer;
            this.title = title;
        }
    }

    /// The cause of whatever it finds.
    public Cause cause() {
        return Cause.of(kind.layer);
    }

    /// As people name it.
    @Override
    public String toString() {
        return kind.title + " of portal " + memberId;
    }
}
