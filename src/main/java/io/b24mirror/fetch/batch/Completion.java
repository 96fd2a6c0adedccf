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

/// Stores what was read and takes it off the list, in one transaction for all readings that ended together; if that
/// fails, in one for each, so that a record that cannot be stored does not hold up the others.
///
/// Stores nothing for a record that is no longer under the drain's claim: another drain reads it, or its portal
/// was erased.
@Component
class Completion {
    private static final Logger log = LoggerFactory.getLogger(Completion.class);

    private final FetchLeases leases;
    private final FetchList list;
    private final RetrySchedule schedule;
    private final RecordReaders readers;
    private final TransactionTemplate transaction;

    Completion(FetchLeases leases, FetchList list, RetrySchedule schedule, RecordReaders readers,
            TransactionTemplate transaction) {
        this.leases = leases;
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

    /// Puts the other records that the readings found onto the list first, in a transaction of its own: a transaction
    /// locks rows in the order of their keys, and these rows come in between. A crash after it repeats the reading.
    private void completeTogether(UUID claim, Map<LeasedFetch, Step<?>> finished, ResumeMarks marks) {
        transaction.executeWithoutResult(
                _ -> list.request(alsoFound(owned(finished, leases.under(claim, memberIdOf(finished))))));
        transaction.executeWithoutResult(_ -> {
            var owned = owned(finished, leases.lock(claim, memberIdOf(finished)));
            keep(owned);
            leases.complete(claim, outcomes(owned, marks));
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

    /// Writes outcomes without storing a record.
    void settle(UUID claim, Map<LeasedFetch, FetchOutcome> outcomes) {
        if (!outcomes.isEmpty()) {
            transaction.executeWithoutResult(_ -> {
                leases.lock(claim, memberIdOf(outcomes));
                leases.complete(claim, outcomes);
            });
        }
    }

    private static MemberId memberIdOf(Map<LeasedFetch, ?> fetches) {
        return fetches.keySet().iterator().next().record().memberId();
    }
}
