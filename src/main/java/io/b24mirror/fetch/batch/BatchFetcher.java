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

/// Leases the due records of a portal and reads them together until each reading has ended.
@Component
public class BatchFetcher {
    /// A call that every portal answers, if it answers at all.
    private static final Call PROBE = Call.of("server.time");

    private final FetchList list;
    private final FetchLeases leases;
    private final RecordReaders readers;
    private final Completion completion;
    private final RetrySchedule schedule;
    private final PortalBackoff backoff;
    private final BitrixClient client;
    private final Clock clock;

    BatchFetcher(FetchList list, FetchLeases leases, RecordReaders readers, Completion completion,
            RetrySchedule schedule,
            PortalBackoff backoff, BitrixClient client, Clock clock) {
        this.list = list;
        this.leases = leases;
        this.readers = readers;
        this.completion = completion;
        this.schedule = schedule;
        this.backoff = backoff;
        this.client = client;
        this.clock = clock;
    }

    /// Leases up to that many due records.
    public LeasedBatch claim(MemberId memberId, int limit) {
        var claim = UUID.randomUUID();
        return new LeasedBatch(memberId, claim, leases.claim(memberId, claim, limit), new ResumeMarks());
    }

    /// Releases the leases of an earlier drain of that portal, and purges rows that are no longer needed.
    public void prepare(MemberId memberId) {
        leases.releaseOrphans(memberId);
        leases.purgeSettled(memberId);
    }

    /// Returns when the next record of that portal is due.
    @Nullable
    public Instant nextDue(MemberId memberId) {
        return list.nextDue(memberId);
    }

    /// Renews the leases of batches of one portal, and stores how far their readings have come.
    public void renew(MemberId memberId, List<LeasedBatch> batches) {
        leases.renew(memberId, batches);
    }

    /// Reads a batch to the end.
    ///
    /// @param recovering
    ///            whether the portal is being tried again after a failure
    public void read(LeasedBatch batch, boolean recovering) throws InterruptedException {
        var runner = begin(batch);
        completion.complete(batch.claim(), runner.takeFinished(), batch.marks());
        while (!runner.isEmpty()) {
            var askedAt = clock.instant();
            var failure = runner.advance();
            completion.complete(batch.claim(), runner.takeFinished(), batch.marks());
            if (failure.isPresent()) {
                putBack(batch, runner.takeAll(), failure.get(), askedAt);
            } else if (recovering) {
                backoff.succeeded(batch.memberId());
            }
        }
    }

    private StepRunner begin(LeasedBatch batch) throws InterruptedException {
        var runner = new StepRunner(batch.memberId(), client, batch.marks());
        var unknown = new LinkedHashMap<LeasedFetch, FetchOutcome>();
        for (var row : batch.rows()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("The service ends; the next drain reads what is under this claim");
            }
            var reader = readers.find(row.record().kind());
            if (reader == null) {
                unknown.put(row, new FetchOutcome.Dead("this version does not read records of this kind"));
            } else {
                runner.begin(row, reader);
            }
        }
        completion.settle(batch.claim(), unknown);
        return runner;
    }

    /// Puts back what the portal did not answer, and backs off from the portal. If the request was about a single
    /// record and the portal answers another call, the failure is held against that record instead.
    private void putBack(LeasedBatch batch, List<LeasedFetch> unread, BitrixFailure failure, Instant askedAt)
            throws InterruptedException {
        var memberId = batch.memberId();
        if (failure instanceof BitrixFailure.Suspended) {
            // nothing failed, and resuming the portal wakes its drain
            completion.settle(batch.claim(), snoozed(batch, unread, failure));
        } else if (unread.size() == 1 && failure.mayConcernOneRecord() && isWell(memberId)) {
            var culprit = unread.getFirst();
            completion.settle(batch.claim(), Map.of(culprit, schedule.after(failure, culprit, batch.marks())));
            backoff.succeeded(memberId);
        } else {
            backoff.begin(memberId, failure, unread.size(), askedAt);
            completion.settle(batch.claim(), snoozed(batch, unread, failure));
        }
    }

    private boolean isWell(MemberId memberId) throws InterruptedException {
        return client.batch(memberId, List.of(PROBE)) instanceof BatchAnswer.Results;
    }

    /// Leaves the records due, since the portal's back-off delays them, and may end earlier than planned.
    private Map<LeasedFetch, FetchOutcome> snoozed(LeasedBatch batch, List<LeasedFetch> unread, BitrixFailure failure) {
        var now = clock.instant();
        var outcomes = new LinkedHashMap<LeasedFetch, FetchOutcome>();
        unread.forEach(
                row -> outcomes.put(row, new FetchOutcome.Snoozed(now, failure.summary(), batch.marks().of(row))));
        return outcomes;
    }
}
