package io.b24mirror.fetch.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.fetch.Step.Found;
import io.b24mirror.portal.MemberId;

/// Keeps what was read and takes it off the list, in one transaction for all that came to an end together; should that
/// fail, in one for each, so that a record which cannot be kept holds up no other.
///
/// Of a record that is not under the drain's claim any more nothing is kept: another drain reads it, or its portal is
/// erased meanwhile.
@Component
class Completion {
    private static final Logger log = LoggerFactory.getLogger(Completion.class);

    private final FetchLeases rows;
    private final FetchList list;
    private final RetrySchedule schedule;
    private final RecordReaders readers;
    private final TransactionTemplate transaction;

    Completion(FetchLeases rows, FetchList list, RetrySchedule schedule, RecordReaders readers,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.list = list;
        this.schedule = schedule;
        this.readers = readers;
        this.transaction = transaction;
    }

    void complete(UUID claim, Map<LeasedFetch, Step<?>> finished, ResumeMarks marks) {
        if (finished.isEmpty()) {
            return;
        }
        try {
            completeTogether(claim, finished, marks);
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                log.info("{} readings of portal {} are not kept: the service ends", finished.size(),
                        memberIdOf(finished));
                return; // the next drain reads what is under this claim
            }
            log.warn("Could not keep {} records together, now one by one", finished.size(), e);
            finished.forEach((claimed, step) -> completeAlone(claim, claimed, step, marks));
        }
    }

    private void completeAlone(UUID claim, LeasedFetch claimed, Step<?> step, ResumeMarks marks) {
        try {
            completeTogether(claim, Map.of(claimed, step), marks);
        } catch (RuntimeException e) {
            log.error("Could not keep {}", claimed.record(), e);
            var outcome = schedule.again("could not be kept: " + e.getClass().getSimpleName(), claimed.attempts());
            settle(claim, Map.of(claimed, outcome));
        }
    }

    /// What the readings found beside their records goes onto the list first, in a transaction of its own: the rows of
    /// one transaction are locked in the order of their keys, and these come in between. A crash after it repeats
    /// the reading.
    private void completeTogether(UUID claim, Map<LeasedFetch, Step<?>> finished, ResumeMarks marks) {
        transaction.executeWithoutResult(
                _ -> list.request(alsoFound(owned(finished, rows.under(claim, memberIdOf(finished))))));
        transaction.executeWithoutResult(_ -> {
            var owned = owned(finished, rows.lock(claim, memberIdOf(finished)));
            keep(owned);
            rows.complete(claim, outcomes(owned, marks));
            if (owned.size() < finished.size()) {
                log.info("{} of {} readings of portal {} came too late: others have their records now",
                        finished.size() - owned.size(), finished.size(), memberIdOf(finished));
            }
        });
    }

    private static Map<LeasedFetch, Step<?>> owned(Map<LeasedFetch, Step<?>> finished, Set<RecordRef> underClaim) {
        var owned = new LinkedHashMap<LeasedFetch, Step<?>>();
        finished.forEach((claimed, step) -> {
            if (underClaim.contains(claimed.record())) {
                owned.put(claimed, step);
            }
        });
        return owned;
    }

    private static List<FetchRequest> alsoFound(Map<LeasedFetch, Step<?>> finished) {
        return finished.values()
                .stream()
                .flatMap(step -> step instanceof Found<?> found ? found.alsoFound().stream() : Stream.empty())
                .toList();
    }

    private void keep(Map<LeasedFetch, Step<?>> finished) {
        var found = new TreeMap<RecordKind, List<Object>>();
        finished.forEach((claimed, step) -> {
            if (step instanceof Found<?>(var value, _)) {
                found.computeIfAbsent(claimed.record().kind(), _ -> new ArrayList<>()).add(value);
            }
        });
        found.forEach(readers::keep);
    }

    private Map<LeasedFetch, FetchOutcome> outcomes(Map<LeasedFetch, Step<?>> finished, ResumeMarks marks) {
        var outcomes = new LinkedHashMap<LeasedFetch, FetchOutcome>();
        finished.forEach((claimed, step) -> outcomes.put(claimed, outcome(claimed, step, marks)));
        return outcomes;
    }

    private FetchOutcome outcome(LeasedFetch claimed, Step<?> step, ResumeMarks marks) {
        return switch (step) {
            case Step.Found<?> _,Step.Nothing<?> _ -> new FetchOutcome.Served();
            case Step.Failed<?>(var failure) -> schedule.after(failure, claimed, marks);
            case Step.Ask<?> _ -> throw new IllegalStateException("Not finished: " + claimed.record());
        };
    }

    /// Writes outcomes that keep no record.
    void settle(UUID claim, Map<LeasedFetch, FetchOutcome> outcomes) {
        if (!outcomes.isEmpty()) {
            transaction.executeWithoutResult(_ -> {
                rows.lock(claim, memberIdOf(outcomes));
                rows.complete(claim, outcomes);
            });
        }
    }

    private static MemberId memberIdOf(Map<LeasedFetch, ?> rows) {
        return rows.keySet().iterator().next().record().memberId();
    }
}
