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

/// One run of a drain. It claims batch after batch and has up to three of them read side by side, so that slow answers
/// do not waste the budget and a long reading holds up no other record. As long as batches are being read it prolongs
/// their leases.
///
/// The first records of a quiet portal are read at once. After a batch that was not full it lingers for half a second
/// before it looks again, so that a trickle of events does not spend the portal's burst on tiny batches. While nothing
/// is due it waits to be told (see [DrainSignals]), or for what is due within seconds. Of a portal that failed a moment
/// ago one batch is read at a time.
final class DrainRun {
    /// Of the four requests that a portal may have to answer at a time; the fourth is for whoever else calls it.
    private static final int LANES = 3;

    private static final Duration LINGER = Duration.ofMillis(500);
    private static final Duration MOMENT = Duration.ofMillis(50);
    /// Nothing is worth ending a run and having it planned that is due before this.
    private static final Duration SOON = Duration.ofSeconds(3);
    /// For how long it is not looked whether the service ends.
    private static final Duration UNMINDFUL = Duration.ofSeconds(2);
    /// A batch that takes longer than a request does which waits for its turn and for its answer.
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration RENEWAL = LeasedBatch.LEASE.dividedBy(5);

    private final MemberId memberId;
    private final BatchFetcher batches;
    private final PortalBackoff portalPause;
    private final Sleeper pause;
    private final Clock clock;
    private final DrainSignals bells;
    private final BooleanSupplier stop;
    private final BooleanSupplier suspended;
    private final Instant end;

    private final Map<UUID, UnderWay> underWay = new ConcurrentHashMap<>();
    private final Semaphore ended = new Semaphore(0);
    /// A batch has ended, or there is more to read.
    private final Semaphore news = new Semaphore(0);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private Instant renewedAt;
    private DrainPriority turn;

    DrainRun(MemberId memberId, BatchFetcher batches, PortalBackoff portalPause, Sleeper pause, Clock clock, DrainSignals bells,
            BooleanSupplier stop, BooleanSupplier suspended, Instant end) {
        this.memberId = memberId;
        this.batches = batches;
        this.portalPause = portalPause;
        this.pause = pause;
        this.clock = clock;
        this.bells = bells;
        this.stop = stop;
        this.suspended = suspended;
        this.end = end;
        renewedAt = clock.instant();
        turn = DrainPriority.current();
    }

    private record UnderWay(LeasedBatch batch, Instant since) {}

    void run() throws InterruptedException {
        bells.hang(memberId, news);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            dispatch(threads);
        } finally {
            bells.takeDown(memberId, news);
        }
        var thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    private void dispatch(ExecutorService threads) throws InterruptedException {
        try {
            boolean isMoreDue = true;
            while (!stop.getAsBoolean() && (isMoreDue || !underWay.isEmpty())) {
                renewLeases();
                if (underWay.size() >= LANES) {
                    await(ended, UNMINDFUL);
                } else {
                    isMoreDue = begin(threads);
                }
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    /// Nothing begins after the end, except while a batch is still being read that began before or that takes long: a
    /// section may be looked for in the calendars of ten thousand users.
    private boolean mayBegin() {
        if (failure.get() != null) {
            return false;
        }
        var now = clock.instant();
        boolean isTimeLeft = now.isBefore(end) || underWay.values()
                .stream()
                .map(UnderWay::since)
                .anyMatch(since -> since.isBefore(end) || since.plus(LONG).isBefore(now));
        return isTimeLeft && !turn.call(suspended::getAsBoolean);
    }

    /// In one statement for all batches.
    private void renewLeases() {
        var now = clock.instant();
        if (!underWay.isEmpty() && !now.isBefore(renewedAt.plus(RENEWAL))) {
            batches.renew(memberId, underWay.values().stream().map(UnderWay::batch).toList());
            renewedAt = now;
        }
    }

    /// Has one batch read, if the portal may be called and something is due.
    ///
    /// @return whether it is worth looking again although no batch may be under way any more
    private boolean begin(ExecutorService threads) throws InterruptedException {
        if (!mayBegin()) {
            await(ended, UNMINDFUL);
            return false;
        }
        var rest = turn.call(() -> portalPause.of(memberId).orElse(null));
        if (rest != null && (rest.until().isAfter(clock.instant()) || !underWay.isEmpty())) {
            await(ended, LINGER);
            return !rest.until().isAfter(clock.instant());
        }
        return begin(threads, rest);
    }

    private boolean begin(ExecutorService threads, PortalBackoff.@Nullable State rest) throws InterruptedException {
        int limit = rest == null ? MAX_CALLS : rest.batchLimit();
        var batch = turn.call(() -> batches.claim(memberId, limit));
        if (batch.size() > 0) {
            turn = batch.isFresh() ? DrainPriority.FRESH : DrainPriority.BACKLOG;
            underWay.put(batch.claim(), new UnderWay(batch, clock.instant()));
            threads.execute(() -> read(batch, rest != null));
        }
        if (batch.size() == 0) {
            return isMoreDueSoon();
        }
        if (batch.size() < limit) {
            linger();
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
            underWay.remove(batch.claim());
            ended.release();
            news.release();
        }
    }

    private void linger() throws InterruptedException {
        await(ended, LINGER);
        if (underWay.isEmpty()) {
            pause.sleep(LINGER);
        }
    }

    /// Waits for what is due in a moment; while a batch is being read, for its end or for news as well.
    private boolean isMoreDueSoon() throws InterruptedException {
        var due = turn.call(() -> batches.nextDue(memberId));
        var now = clock.instant();
        boolean isSoon = due != null && !due.isAfter(now.plus(SOON));
        var wait = isSoon ? within(LINGER, Duration.between(now, due)) : UNMINDFUL;
        if (!underWay.isEmpty()) {
            await(news, wait);
        } else if (isSoon) {
            pause.sleep(wait);
        }
        return isSoon;
    }

    /// Somebody may have locked what is due, which is no reason to ask all the time.
    private static Duration within(Duration longest, Duration wait) {
        if (wait.compareTo(MOMENT) < 0) {
            return MOMENT;
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /// Waits, if a batch is being read, but not for long: the service may end, and leases have to be prolonged. In real
    /// time: how long a portal takes to answer is no matter of our clock.
    private void await(Semaphore what, Duration atMost) throws InterruptedException {
        if (!underWay.isEmpty() && what.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            what.drainPermits();
        }
    }
}
