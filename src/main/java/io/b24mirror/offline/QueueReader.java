package io.b24mirror.offline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.offline.KeptRow.State;
import io.b24mirror.portal.MemberId;

/// Empties a portal's queue in rounds, each of them a row of the fetch list. What a round does follows from what is
/// kept: rows about which nothing is done yet are understood; when there are none, the portal is told what became of
/// earlier ones and asked for more. So a round may run twice, or die at any point.
@Component
class QueueReader implements RecordReader<Round> {
    static final RecordKind KIND = new RecordKind("offline_queue");

    private static final int MOST_LEFTOVERS = 1_000;

    private final KeptRows rows;
    private final QueueStates states;
    private final Meanings meanings;
    private final Rounds rounds;

    QueueReader(KeptRows rows, QueueStates states, Meanings meanings, Rounds rounds) {
        this.rows = rows;
        this.states = states;
        this.meanings = meanings;
        this.rounds = rounds;
    }

    @Override
    public RecordKind kind() {
        return KIND;
    }

    @Override
    public Step<Round> begin(FetchRequest request) {
        var memberId = request.record().memberId();
        var taken = rows.taken(memberId);
        if (!taken.isEmpty()) {
            var meaning = meanings.of(memberId, taken);
            return new Step.Found<>(meaning.round(), meaning.changes());
        }
        if (!rounds.mayAsk(memberId)) {
            return new Step.Nothing<>();
        }
        if (rounds.isForLeftovers(request.record())) {
            return leftovers(memberId, 0, List.of());
        }
        return new Asking(memberId, rows.settled(memberId), states.isBasic(memberId)).begin();
    }

    /// A run that died after the portal had answered, and before the answer was kept, leaves rows that the portal holds
    /// in a name that nobody knows. Only the list of the whole queue shows them. A portal that does not give that list
    /// away says so when it is asked for the queue itself.
    private static Step<Round> leftovers(MemberId memberId, int start, List<QueueRow> before) {
        return Step.ask(QueueCalls.list(start), result -> switch (result) {
            case Answered(var page, var next, var askedAt) -> {
                var found = Stream.concat(before.stream(), QueueRow.held(page).stream()).toList();
                yield next != null && next > start && found.size() < MOST_LEFTOVERS
                        ? leftovers(memberId, next, found)
                        : new Step.Found<>(new Round.Leftovers(memberId, found, askedAt), List.of());
            }
            case CallResult.Failed(var failure) -> failure.isLasting()
                    ? new Step.Nothing<>()
                    : new Step.Failed<>(failure);
        });
    }

    /// @param settled
    ///            rows of which the portal has to hear first
    private record Asking(MemberId memberId, List<KeptRow> settled, boolean isBasic) {
        Step<Round> begin() {
            var calls = new ArrayList<>(QueueCalls.tell(settled));
            calls.add(isBasic ? QueueCalls.take() : QueueCalls.hold());
            return new Step.Ask<>(calls, this::next);
        }

        /// That the portal does not want to hear of a row helps nobody to keep it: it has forgotten it.
        private Step<Round> next(List<CallResult> results) {
            for (var told : results.subList(0, results.size() - 1)) {
                if (told instanceof CallResult.Failed(var failure) && !failure.isLasting()) {
                    return new Step.Failed<>(failure);
                }
            }
            return page(results.getLast());
        }

        private Step<Round> page(CallResult result) {
            return switch (result) {
                case Answered(var page, var _, var askedAt) -> new Step.Found<>(
                        new Round.Asked(memberId, settled, QueueRow.page(page, !isBasic), isBasic, askedAt),
                        List.of());
                case CallResult.Failed(var failure) when !isBasic && QueueCalls.isBeyondPlan(failure) -> again();
                case CallResult.Failed(var failure) when failure.isLasting() ->
                    new Step.Found<>(new Round.Refused(memberId, failure.summary()), List.of());
                case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
            };
        }

        private Step<Round> again() {
            return Step.ask(QueueCalls.take(), new Asking(memberId, settled, true)::page);
        }
    }

    @Override
    public void keep(List<Round> found) {
        found.forEach(round -> {
            switch (round) {
                case Round.Asked asked -> keep(asked);
                case Round.Leftovers(var memberId, var held, var askedAt) -> keep(memberId, held, askedAt);
                case Round.Understood understood -> keep(understood);
                case Round.Refused(var memberId, var problem) -> states.noteRefusal(memberId, problem);
            }
        });
    }

    private void keep(Round.Asked asked) {
        rows.drop(asked.told());
        states.noteAnswer(asked.memberId(), asked.isBasic());
        keep(asked.memberId(), asked.page(), asked.askedAt());
    }

    private void keep(MemberId memberId, List<QueueRow> page, Instant askedAt) {
        if (!page.isEmpty()) {
            rows.add(memberId, page, askedAt);
            rounds.next(memberId);
        }
    }

    private void keep(Round.Understood understood) {
        meanings.remove(understood.removals());
        settle(understood.done(), State.DONE);
        settle(understood.unreadable(), State.UNREADABLE);
        rounds.next(understood.memberId());
    }

    private void settle(List<KeptRow> some, State state) {
        rows.mark(some.stream().filter(row -> row.row().isHeld()).toList(), state);
        rows.drop(some.stream().filter(row -> !row.row().isHeld()).toList());
    }
}
