package io.b24mirror.fetch.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.portal.MemberId;

import static io.b24mirror.bitrix.BitrixClient.MAX_CALLS;

/// Runs the readings of the records of one batch side by side, so that their calls share requests.
final class StepRunner {
    private static final Logger log = LoggerFactory.getLogger(StepRunner.class);

    /// More rounds than any reading needs: the longest looks through the calendars of every user of a portal.
    private static final int MAX_ROUNDS = 1_000;

    private final MemberId memberId;
    private final BitrixClient client;
    private final Map<LeasedFetch, Step<?>> steps = new LinkedHashMap<>();
    private final ResumeMarks marks;
    private int rounds;

    StepRunner(MemberId memberId, BitrixClient client, ResumeMarks marks) {
        this.memberId = memberId;
        this.client = client;
        this.marks = marks;
    }

    void begin(LeasedFetch claimed, RecordReader<?> reader) {
        steps.put(claimed, guarded(claimed, () -> begun(claimed, reader)));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // records of any kind
    private static Step<Object> begun(LeasedFetch claimed, RecordReader reader) {
        var mark = claimed.mark();
        return mark == null ? reader.begin(claimed.request()) : reader.resume(claimed.request(), mark);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    int size() {
        return steps.size();
    }

    /// Removes and returns the readings that have ended.
    Map<LeasedFetch, Step<?>> takeFinished() {
        var finished = new LinkedHashMap<LeasedFetch, Step<?>>();
        steps.forEach((claimed, step) -> {
            if (!(step instanceof Step.Ask<?>)) {
                finished.put(claimed, step);
            }
        });
        steps.keySet().removeAll(finished.keySet());
        return finished;
    }

    /// Removes and returns all readings, finished or not.
    List<LeasedFetch> takeAll() {
        var all = List.copyOf(steps.keySet());
        steps.clear();
        return all;
    }

    /// Makes the calls that the readings need next, equal ones once, and advances each reading that got all its
    /// answers.
    ///
    /// @return the failure of the portal as a whole, after which the remaining calls were not made
    Optional<BitrixFailure> advance() throws InterruptedException {
        var calls = new LinkedHashSet<Call>();
        steps.values().forEach(step -> calls.addAll(((Step.Ask<?>) step).calls()));
        var results = new HashMap<Call, CallResult>();
        var failure = make(calls, results);
        rounds++;
        steps.replaceAll((claimed, step) -> advance(claimed, (Step.Ask<?>) step, results));
        return failure;
    }

    private Optional<BitrixFailure> make(Collection<Call> calls, Map<Call, CallResult> results)
            throws InterruptedException {
        for (var batch : batches(calls)) {
            var failure = switch (client.batch(memberId, batch)) {
                case BatchAnswer.Results(var answers) -> note(batch, answers::get, results);
                case BatchAnswer.Failed(var failed) -> Optional.of(failed);
            };
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    /// Packs the calls into as few requests as possible, each of one identity; the service identity goes first.
    private static List<List<Call>> batches(Collection<Call> calls) {
        var byUser = new TreeMap<Long, List<Call>>();
        for (var call : calls) {
            byUser.computeIfAbsent(call.userId() == null ? 0L : call.userId(), _ -> new ArrayList<>()).add(call);
        }
        return byUser.values()
                .stream()
                .flatMap(same -> IntStream.iterate(0, from -> from < same.size(), from -> from + MAX_CALLS)
                        .mapToObj(from -> same.subList(from, Math.min(from + MAX_CALLS, same.size()))))
                .toList();
    }

    private static Optional<BitrixFailure> note(List<Call> batch, IntFunction<CallResult> result,
            Map<Call, CallResult> results) {
        IntStream.range(0, batch.size()).forEach(i -> results.put(batch.get(i), result.apply(i)));
        return Optional.empty();
    }

    private <T> Step<T> advance(LeasedFetch claimed, Step.Ask<T> ask, Map<Call, CallResult> results) {
        if (!results.keySet().containsAll(ask.calls())) {
            return ask;
        }
        marks.note(claimed, ask.mark());
        if (rounds >= MAX_ROUNDS) {
            return new Step.Failed<>(new BitrixFailure.Rejected("the reading does not come to an end"));
        }
        return guarded(claimed, () -> ask.next().apply(ask.calls().stream().map(results::get).toList()));
    }

    /// A reader that throws fails its own record only. Unless our database was in trouble at that moment, it has a bug,
    /// so waiting does not help.
    private static <T> Step<T> guarded(LeasedFetch claimed, Supplier<Step<T>> step) {
        try {
            return step.get();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Could not look up what it takes to read {}", claimed.record(), e);
            return new Step.Failed<>(new BitrixFailure.Unavailable(
                    "our database did not answer: " + e.getClass().getSimpleName(), false));
        } catch (RuntimeException e) {
            log.error("Could not read {}", claimed.record(), e);
            return new Step.Failed<>(new BitrixFailure.Rejected("the answer could not be understood: " + e));
        }
    }
}
