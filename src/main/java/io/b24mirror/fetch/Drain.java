package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.Pause;
import io.b24mirror.portal.MemberId;

import static io.b24mirror.bitrix.BitrixClient.MAX_CALLS;

/// Reads what is due of one portal. One drain runs per portal, on whatever instance.
///
/// The first records of a quiet portal are read at once. After a batch that was not full the drain lingers for half a
/// second and looks again, so that a trickle of events does not spend the portal's burst on tiny batches; full batches
/// follow each other as fast as the budget allows.
@Component
class Drain {
    private static final Duration LINGER = Duration.ofMillis(500);

    /// One run is bounded, so that an instance which shuts down, or dies, holds a portal briefly.
    private static final Duration MAX_RUN = Duration.ofSeconds(30);

    /// What every portal answers to everybody, if it answers at all.
    private static final Call PROBE = Call.of("server.time");

    private final FetchList list;
    private final ClaimedRows rows;
    private final Readers readers;
    private final Completion completion;
    private final RetrySchedule schedule;
    private final PortalPause portalPause;
    private final BitrixClient client;
    private final Pause pause;
    private final Clock clock;

    Drain(FetchList list, ClaimedRows rows, Readers readers, Completion completion, RetrySchedule schedule,
            PortalPause portalPause, BitrixClient client, Pause pause, Clock clock) {
        this.list = list;
        this.rows = rows;
        this.readers = readers;
        this.completion = completion;
        this.schedule = schedule;
        this.portalPause = portalPause;
        this.client = client;
        this.pause = pause;
        this.clock = clock;
    }

    /// Reads until nothing is due, the portal has to rest, or the run has lasted long enough.
    ///
    /// @param stop
    ///            whether to end after the batch at hand
    /// @return when to run again; null if nothing waits
    @Nullable
    Instant run(MemberId memberId, BooleanSupplier stop) throws InterruptedException {
        var end = clock.instant().plus(MAX_RUN);
        rows.releaseLeftovers(memberId);
        rows.sweepSettled(memberId);
        while (!stop.getAsBoolean() && clock.instant().isBefore(end)) {
            var rest = portalPause.of(memberId);
            if (rest.isPresent() && rest.get().until().isAfter(clock.instant())) {
                break;
            }
            int limit = rest.map(PortalPause.State::batchLimit).orElse(MAX_CALLS);
            int read = readBatch(memberId, limit, rest.isPresent());
            if (read == 0) {
                break;
            }
            if (read < limit) {
                pause.sleep(LINGER);
            }
        }
        return nextRun(memberId);
    }

    /// When the next record of that portal is due and the portal may be called.
    @Nullable
    Instant nextRun(MemberId memberId) {
        var due = list.nextDue(memberId);
        return due == null ? null : portalPause.notBefore(memberId, due);
    }

    private int readBatch(MemberId memberId, int limit, boolean recovering) throws InterruptedException {
        var claim = UUID.randomUUID();
        var claimed = rows.claim(memberId, claim, limit);
        if (claimed.isEmpty()) {
            return 0;
        }
        var readings = begin(memberId, claim, claimed);
        completion.complete(claim, readings.takeFinished());
        while (!readings.isEmpty()) {
            var failure = readings.advance();
            completion.complete(claim, readings.takeFinished());
            if (failure.isPresent()) {
                putBack(memberId, claim, readings.takeAll(), failure.get());
            } else if (recovering) {
                portalPause.succeeded(memberId);
            }
        }
        return claimed.size();
    }

    private Readings begin(MemberId memberId, UUID claim, List<Claimed> claimed) {
        var readings = new Readings(memberId, client);
        var unknown = new LinkedHashMap<Claimed, Outcome>();
        for (var row : claimed) {
            var reader = readers.find(row.record().kind());
            if (reader == null) {
                unknown.put(row, new Outcome.Dead("this version does not read records of this kind"));
            } else {
                readings.begin(row, reader);
            }
        }
        completion.settle(claim, unknown);
        return readings;
    }

    /// Puts back what the portal did not answer, and lets the portal rest. Unless it was about a single record, and the
    /// portal answers when it is asked for something else: then the failure is that record's own.
    private void putBack(MemberId memberId, UUID claim, List<Claimed> unread, BitrixFailure failure)
            throws InterruptedException {
        if (unread.size() == 1 && PortalPause.mayComeFromRecord(failure) && isWell(memberId)) {
            var culprit = unread.getFirst();
            completion.settle(claim, Map.of(culprit, schedule.after(failure, culprit.attempts())));
            portalPause.succeeded(memberId);
        } else {
            portalPause.begin(memberId, failure, unread.size());
            completion.settle(claim, snoozed(unread, failure));
        }
    }

    private boolean isWell(MemberId memberId) throws InterruptedException {
        return client.batch(memberId, List.of(PROBE)) instanceof BatchAnswer.Results;
    }

    /// They stay due: it is the portal that rests, and when it wakes up earlier than planned, so do they.
    private Map<Claimed, Outcome> snoozed(List<Claimed> unread, BitrixFailure failure) {
        var now = clock.instant();
        var outcomes = new LinkedHashMap<Claimed, Outcome>();
        unread.forEach(row -> outcomes.put(row, new Outcome.Snoozed(now, failure.summary())));
        return outcomes;
    }
}
