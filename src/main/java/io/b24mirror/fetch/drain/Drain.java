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
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.scheduling.Sleeper;

/// Reads the due records of one portal. One drain runs per portal, across all instances. A suspended portal has no
/// due records.
@Component
class Drain {
    /// Bounds one run, so that an instance that shuts down or dies holds a portal only briefly, and that many portals
    /// take turns.
    private static final Duration MAX_RUN = Duration.ofSeconds(30);

    private final FetchList list;
    private final BatchFetcher batches;
    private final PortalBackoff backoff;
    private final PortalQueries portals;
    private final Sleeper sleeper;
    private final DrainSignals signals;
    private final Clock clock;

    Drain(FetchList list, BatchFetcher batches, PortalBackoff backoff, PortalQueries portals,
            Sleeper sleeper, DrainSignals signals, Clock clock) {
        this.list = list;
        this.batches = batches;
        this.backoff = backoff;
        this.portals = portals;
        this.sleeper = sleeper;
        this.signals = signals;
        this.clock = clock;
    }

    /// Reads until nothing is due, the portal has to be left alone, or the run has lasted long enough.
    ///
    /// @param stop
    ///            whether to end after the batches at hand
    /// @return when to run again; null if nothing waits
    @Nullable
    Instant run(MemberId memberId, BooleanSupplier stop) throws InterruptedException {
        batches.prepare(memberId);
        new DrainRun(memberId, batches, backoff, sleeper, clock, signals, stop, () -> portals.isSuspended(memberId),
                clock.instant().plus(MAX_RUN)).run();
        return nextRun(memberId);
    }

    /// Returns when the next record of that portal is due and the portal may be called; null if nothing waits.
    @Nullable
    Instant nextRun(MemberId memberId) {
        var due = portals.isSuspended(memberId) ? null : list.nextDue(memberId);
        return due == null ? null : backoff.notBefore(memberId, due);
    }
}
