package io.b24mirror.fetch.drain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.DrainBells;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.batch.BatchReading;
import io.b24mirror.fetch.batch.PortalPause;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.scheduling.Pause;

/// Reads what is due of one portal. One drain runs per portal, on whatever instance. Of a suspended one nothing is due.
@Component
class Drain {
    /// One run is bounded, so that an instance which shuts down, or dies, holds a portal briefly, and that others have
    /// their turn where portals are many.
    private static final Duration MAX_RUN = Duration.ofSeconds(30);

    private final FetchList list;
    private final BatchReading batches;
    private final PortalPause portalPause;
    private final PortalQueries portals;
    private final Pause pause;
    private final DrainBells bells;
    private final Clock clock;

    Drain(FetchList list, BatchReading batches, PortalPause portalPause, PortalQueries portals,
            Pause pause, DrainBells bells, Clock clock) {
        this.list = list;
        this.batches = batches;
        this.portalPause = portalPause;
        this.portals = portals;
        this.pause = pause;
        this.bells = bells;
        this.clock = clock;
    }

    /// Reads until nothing is due, the portal has to rest, or the run has lasted long enough.
    ///
    /// @param stop
    ///            whether to end after the batches at hand
    /// @return when to run again; null if nothing waits
    @Nullable
    Instant run(MemberId memberId, BooleanSupplier stop) throws InterruptedException {
        batches.prepare(memberId);
        new Lanes(memberId, batches, portalPause, pause, clock, bells, stop, () -> portals.isSuspended(memberId),
                clock.instant().plus(MAX_RUN)).run();
        return nextRun(memberId);
    }

    /// When the next record of that portal is due and the portal may be called.
    @Nullable
    Instant nextRun(MemberId memberId) {
        var due = portals.isSuspended(memberId) ? null : list.nextDue(memberId);
        return due == null ? null : portalPause.notBefore(memberId, due);
    }
}
