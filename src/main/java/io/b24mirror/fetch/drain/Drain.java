package io.b24mirror.fetch.drain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.DrainSignals;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.batch.BatchFetcher;
import io.b24mirror.fetch.batch.PortalBackoff;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.ServedPortals;
import io.b24mirror.scheduling.Sleeper;

/// Reads what is due of one portal. One drain runs per portal, on whatever instance. Of a suspended one nothing is due.
@Component
class Drain {
    /// One run is bounded, so that an instance which shuts down, or dies, holds a portal briefly, and that others have
    /// their turn where portals are many.
    private static final Duration MAX_RUN = Duration.ofSeconds(30);

    private final FetchList list;
    private final BatchFetcher batches;
    private final PortalBackoff portalPause;
    private final ServedPortals portals;
    private final Sleeper pause;
    private final DrainSignals bells;
    private final Clock clock;

    Drain(FetchList list, BatchFetcher batches, PortalBackoff portalPause, ServedPortals portals,
            Sleeper pause, DrainSignals bells, Clock clock) {
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
        new DrainRun(memberId, batches, portalPause, pause, clock, bells, stop, () -> portals.isSuspended(memberId),
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
