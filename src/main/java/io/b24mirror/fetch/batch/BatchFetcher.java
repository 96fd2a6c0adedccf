package io.b24mirror.fetch.batch;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.portal.MemberId;

/// Claims records of a portal that are due and reads them together, to their end.
@Component
public class BatchFetcher {
    /// What every portal answers to everybody, if it answers at all.
    private static final Call PROBE = Call.of("server.time");

    private final FetchList list;
    private final FetchLeases rows;
    private final RecordReaders readers;
    private final Completion completion;
    private final RetrySchedule schedule;
    private final PortalBackoff portalPause;
    private final BitrixClient client;
    private final Clock clock;

    BatchFetcher(FetchList list, FetchLeases rows, RecordReaders readers, Completion completion, RetrySchedule schedule,
            PortalBackoff portalPause, BitrixClient client, Clock clock) {
        this.list = list;
        this.rows = rows;
        this.readers = readers;
        this.completion = completion;
        this.schedule = schedule;
        this.portalPause = portalPause;
        this.client = client;
        this.clock = clock;
    }

    /// Claims up to that many records that are due.
    public LeasedBatch claim(MemberId memberId, int limit) {
        var claim = UUID.randomUUID();
        return new LeasedBatch(memberId, claim, rows.claim(memberId, claim, limit), new ResumeMarks());
    }

    /// Takes back what an earlier drain of that portal left under its claims, and deletes rows that have served.
    public void prepare(MemberId memberId) {
        rows.releaseLeftovers(memberId);
        rows.sweepSettled(memberId);
    }

    /// When the next record of that portal is due.
    @Nullable
    public Instant nextDue(MemberId memberId) {
        return list.nextDue(memberId);
    }

    /// Prolongs the leases of batches of one portal, and writes down how far their readings have come.
    public void renew(MemberId memberId, List<LeasedBatch> batches) {
        rows.renew(memberId, batches);
    }

    /// Reads what was claimed, to the end.
    ///
    /// @param recovering
    ///            whether the portal failed a moment ago
    public void read(LeasedBatch batch, boolean recovering) throws InterruptedException {
        var readings = begin(batch);
        completion.complete(batch.claim(), readings.takeFinished(), batch.marks());
        while (!readings.isEmpty()) {
            var askedAt = clock.instant();
            var failure = readings.advance();
            completion.complete(batch.claim(), readings.takeFinished(), batch.marks());
            if (failure.isPresent()) {
                putBack(batch, readings.takeAll(), failure.get(), askedAt);
            } else if (recovering) {
                portalPause.succeeded(batch.memberId());
            }
        }
    }

    private StepRunner begin(LeasedBatch batch) throws InterruptedException {
        var readings = new StepRunner(batch.memberId(), client, batch.marks());
        var unknown = new LinkedHashMap<LeasedFetch, FetchOutcome>();
        for (var row : batch.rows()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("The service ends; the next drain reads what is under this claim");
            }
            var reader = readers.find(row.record().kind());
            if (reader == null) {
                unknown.put(row, new FetchOutcome.Dead("this version does not read records of this kind"));
            } else {
                readings.begin(row, reader);
            }
        }
        completion.settle(batch.claim(), unknown);
        return readings;
    }

    /// Puts back what the portal did not answer, and lets the portal rest. Unless it was about a single record, and the
    /// portal answers when it is asked for something else: then the failure is that record's own.
    private void putBack(LeasedBatch batch, List<LeasedFetch> unread, BitrixFailure failure, Instant askedAt)
            throws InterruptedException {
        var memberId = batch.memberId();
        if (failure instanceof BitrixFailure.Suspended) {
            completion.settle(batch.claim(), snoozed(batch, unread, failure)); // nothing failed: whoever resumes it wakes us
        } else if (unread.size() == 1 && failure.mayConcernOneRecord() && isWell(memberId)) {
            var culprit = unread.getFirst();
            completion.settle(batch.claim(), Map.of(culprit, schedule.after(failure, culprit, batch.marks())));
            portalPause.succeeded(memberId);
        } else {
            portalPause.begin(memberId, failure, unread.size(), askedAt);
            completion.settle(batch.claim(), snoozed(batch, unread, failure));
        }
    }

    private boolean isWell(MemberId memberId) throws InterruptedException {
        return client.batch(memberId, List.of(PROBE)) instanceof BatchAnswer.Results;
    }

    /// They stay due: it is the portal that rests, and when it wakes up earlier than planned, so do they.
    private Map<LeasedFetch, FetchOutcome> snoozed(LeasedBatch batch, List<LeasedFetch> unread, BitrixFailure failure) {
        var now = clock.instant();
        var outcomes = new LinkedHashMap<LeasedFetch, FetchOutcome>();
        unread.forEach(row -> outcomes.put(row, new FetchOutcome.Snoozed(now, failure.summary(), batch.marks().of(row))));
        return outcomes;
    }
}
