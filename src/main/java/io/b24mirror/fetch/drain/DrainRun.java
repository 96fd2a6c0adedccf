package io.b24mirror.fetch.drain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.b24mirror.fetch.DrainSignals;
import io.b24mirror.fetch.batch.BatchFetcher;
import io.b24mirror.fetch.batch.LeasedBatch;
import io.b24mirror.fetch.batch.PortalBackoff;
import io.b24mirror.portal.MemberId;
import io.b24mirror.scheduling.Sleeper;

import static io.b24mirror.bitrix.BitrixClient.MAX_CALLS;

/// One run of a drain. It leases batch after batch and reads up to three of them side by side, so that slow answers do
/// not waste the budget and a long reading does not delay other records. It renews the leases of the batches that are
/// being read.
///
/// The first records of a quiet portal are read at once. After a batch that was not full the run waits half a second
/// before it looks again, so that a trickle of events does not spend the portal's burst on tiny batches. While nothing
/// is due it waits for a signal (see [DrainSignals]), or for what is due within seconds. After the portal has failed,
/// one batch is read at a time.
final class DrainRun {
    /// A portal answers up to four requests of ours at a time; the fourth is left to other callers.
    private static final int MAX_BATCHES = 3;

    private static final Duration BATCH_DELAY = Duration.ofMillis(500);
    private static final Duration MIN_WAIT = Duration.ofMillis(50);
    /// For records that are due within this time, waiting is cheaper than ending the run and planning another.
    private static final Duration SOON = Duration.ofSeconds(3);
    /// How often the run checks whether it has to end.
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    /// Longer than a request takes that waits for the budget and for its answer.
    private static final Duration LONG_BATCH = Duration.ofMinutes(2);
    private static final Duration RENEWAL = LeasedBatch.LEASE.dividedBy(5);

    private final MemberId memberId;
    private final BatchFetcher batches;
    private final PortalBackoff backoff;
    private final Sleeper sleeper;
    private final Clock clock;
    private final DrainSignals signals;
    private final BooleanSupplier stop;
    private final BooleanSupplier suspended;
    private final Instant end;

    private final Map<UUID, ActiveBatch> active = new ConcurrentHashMap<>();
    private final Semaphore ended = new Semaphore(0);
    /// Gets a permit when a batch has ended, or when there is more to read.
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private Instant renewedAt;
    private DrainPriority priority;

    DrainRun(MemberId memberId, BatchFetcher batches, PortalBackoff backoff, Sleeper sleeper, Clock clock,
            DrainSignals signals,
            BooleanSupplier stop, BooleanSupplier suspended, Instant end) {
        this.memberId = memberId;
        this.batches = batches;
        this.backoff = backoff;
        this.sleeper = sleeper;
        this.clock = clock;
        this.signals = signals;
        this.stop = stop;
        this.suspended = suspended;
        this.end = end;
        renewedAt = clock.instant();
        priority = DrainPriority.current();
    }

    private record ActiveBatch(LeasedBatch batch, Instant since) {}

    void run() throws InterruptedException {
        signals.register(memberId, wakeUps);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            dispatch(threads);
        } finally {
            signals.unregister(memberId, wakeUps);
        }
        var thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void dispatch(ExecutorService threads) throws InterruptedException {
        try {
            boolean isMoreDue = true;
            while (!stop.getAsBoolean() && (isMoreDue || !active.isEmpty())) {
                renewLeases();
                if (active.size() >= MAX_BATCHES) {
                    await(ended, CHECK_INTERVAL);
                } else {
                    isMoreDue = begin(threads);
                }
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    /// No batch begins after the end of the run, unless one is still being read that began before it or that takes
    /// long: a section may have to be looked for in the calendars of ten thousand users.
    private boolean mayBegin() {
        if (failure.get() != null) {
            return false;
        }
        var now = clock.instant();
        boolean isTimeLeft = now.isBefore(end) || active.values()
                .stream()
                .map(ActiveBatch::since)
                .anyMatch(since -> since.isBefore(end) || since.plus(LONG_BATCH).isBefore(now));
        return isTimeLeft && !priority.call(suspended::getAsBoolean);
    }

    /// Renews all leases by one statement.
    private void renewLeases() {
        var now = clock.instant();
        if (!active.isEmpty() && !now.isBefore(renewedAt.plus(RENEWAL))) {
            batches.renew(memberId, active.values().stream().map(ActiveBatch::batch).toList());
            renewedAt = now;
        }
    }

    /// Begins to read one batch, if the portal may be called and something is due.
    ///
    /// @return whether to look again even if no batch is being read any more
    private boolean begin(ExecutorService threads) throws InterruptedException {
        if (!mayBegin()) {
            await(ended, CHECK_INTERVAL);
            return false;
        }
        var rest = priority.call(() -> backoff.of(memberId).orElse(null));
        if (rest != null && (rest.until().isAfter(clock.instant()) || !active.isEmpty())) {
            await(ended, BATCH_DELAY);
            return !rest.until().isAfter(clock.instant());
        }
        return begin(threads, rest);
    }

    private boolean begin(ExecutorService threads, PortalBackoff.@Nullable State rest) throws InterruptedException {
        int limit = rest == null ? MAX_CALLS : rest.batchLimit();
        var batch = priority.call(() -> batches.claim(memberId, limit));
        if (batch.size() > 0) {
            priority = batch.isFresh() ? DrainPriority.FRESH : DrainPriority.BACKLOG;
            active.put(batch.claim(), new ActiveBatch(batch, clock.instant()));
            threads.execute(() -> read(batch, rest != null));
        }
        if (batch.size() == 0) {
            return isMoreDueSoon();
        }
        if (batch.size() < limit) {
            delayNextBatch();
        }
        return true;
    }

    private void read(LeasedBatch batch, boolean recovering) {
        try {
            (batch.isFresh() ? DrainPriority.FRESH : DrainPriority.BACKLOG).run(() -> batches.read(batch, recovering));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } finally {
            active.remove(batch.claim());
            ended.release();
            wakeUps.release();
        }
    }

    private void delayNextBatch() throws InterruptedException {
        await(ended, BATCH_DELAY);
        if (active.isEmpty()) {
            sleeper.sleep(BATCH_DELAY);
        }
    }

    /// Waits for what is due soon; while a batch is being read, for its end or a signal as well.
    private boolean isMoreDueSoon() throws InterruptedException {
        var due = priority.call(() -> batches.nextDue(memberId));
        var now = clock.instant();
        boolean isSoon = due != null && !due.isAfter(now.plus(SOON));
        var wait = isSoon ? within(BATCH_DELAY, Duration.between(now, due)) : CHECK_INTERVAL;
        if (!active.isEmpty()) {
            await(wakeUps, wait);
        } else if (isSoon) {
            sleeper.sleep(wait);
        }
        return isSoon;
    }

    /// What is due may be locked by another transaction, so even then the run waits a little before it looks again.
    private static Duration within(Duration longest, Duration wait) {
        if (wait.compareTo(MIN_WAIT) < 0) {
            return MIN_WAIT;
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /// Waits if a batch is being read, but not for long: the service may end, and leases have to be renewed. It waits
    /// in real time, since our clock does not govern how fast a portal answers.
    private void await(Semaphore what, Duration atMost) throws InterruptedException {
        if (!active.isEmpty() && what.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            what.drainPermits();
        }
    }
}
