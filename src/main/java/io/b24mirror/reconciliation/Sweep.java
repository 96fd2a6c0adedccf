package io.b24mirror.reconciliation;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.portal.MemberId;

/// One comparison of a portal with our copy.
public record Sweep(long sweepId, MemberId memberId, Kind kind) {

    /// Why a sweep is made.
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

    /// A sweep begins. Published inside the transaction that starts it: listeners add its first steps by [SweepSteps].
    public record Starting(Sweep sweep) {}

    /// Everything that the first steps of a sweep found has been read. Published once per sweep, inside the transaction
    /// that records it: listeners whose questions depend on those records add further steps by [SweepSteps].
    public record Surveyed(Sweep sweep) {}

    /// The cause of everything that the sweep finds.
    public Cause cause() {
        return Cause.of(kind.layer);
    }

    /// The sweep's name in logs and messages.
    @Override
    public String toString() {
        return kind.title + " of portal " + memberId;
    }
}
