package io.b24mirror.offline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.offline.PendingRow.State;
import io.b24mirror.offline.QueueCalls.Telling;
import io.b24mirror.portal.MemberId;

/// Empties a portal's queue in rounds, each of them a row of the fetch list. What a round does follows from what is
/// kept: rows about which nothing is done yet are understood; when there are none, the portal is told what became of
/// earlier ones and asked for more. So a round may run twice, or die at any point.
@Component
class QueueReader implements RecordReader<QueuePass> {
    static final RecordKind KIND = new RecordKind("offline_queue");

    private static final int MOST_LEFTOVERS = 1_000;

    private final PendingRows rows;
    private final QueueStates states;
    private final QueueEventInterpreter meanings;
    private final QueuePasses rounds;

    QueueReader(PendingRows rows, QueueStates states, QueueEventInterpreter meanings, QueuePasses rounds) {
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
    public Step<QueuePass> begin(FetchRequest request) {
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
    private static Step<QueuePass> leftovers(MemberId memberId, int start, List<QueueRow> before) {
        return Step.ask(QueueCalls.list(start), result -> switch (result) {
            case Answered(var page, var next, var askedAt) -> {
                var found = Stream.concat(before.stream(), QueueRow.held(page).stream()).toList();
                yield next != null && next > start && found.size() < MOST_LEFTOVERS
                        ? leftovers(memberId, next, found)
                        : new Step.Found<>(new QueuePass.Leftovers(memberId, found, askedAt), List.of());
            }
            case CallResult.Failed(var failure) -> failure.isFinal()
                    ? new Step.Nothing<>()
                    : new Step.Failed<>(failure);
        });
    }

    /// @param settled
    ///            rows of which the portal has to hear
    private record Asking(MemberId memberId, List<PendingRow> settled, boolean isBasic) {
        Step<QueuePass> begin() {
            return isBasic ? take() : hold();
        }

        /// What the portal forgets when it has answered is in that answer alone. So that is asked for by itself and
        /// kept first, and of earlier rows the portal hears when there are no more.
        private Step<QueuePass> take() {
            return Step.ask(QueueCalls.take(), result -> result instanceof Answered(var page, var _, var askedAt)
                    && !settled.isEmpty() && QueueRow.page(page, false).isEmpty()
                            ? tell(askedAt)
                            : page(result, List.of(), Optional.empty()));
        }

        private Step<QueuePass> tell(Instant askedAt) {
            var tellings = QueueCalls.tell(settled);
            return new Step.Ask<>(tellings.stream().map(Telling::call).toList(),
                    results -> trouble(results).<Step<QueuePass>>map(Step.Failed::new)
                            .orElseGet(() -> asked(settled, List.of(), askedAt)));
        }

        private Step<QueuePass> hold() {
            var tellings = QueueCalls.tell(settled);
            var calls = Stream.concat(tellings.stream().map(Telling::call), Stream.of(QueueCalls.hold())).toList();
            return new Step.Ask<>(calls, results -> {
                var answers = results.subList(0, tellings.size());
                return page(results.getLast(), told(tellings, answers), trouble(answers));
            });
        }

        /// Those of which the portal need not hear again. That it does not want to hear of a row helps nobody to keep
        /// it: it has forgotten it.
        private List<PendingRow> told(List<Telling> tellings, List<CallResult> answers) {
            var again = IntStream.range(0, tellings.size())
                    .filter(i -> trouble(answers.subList(i, i + 1)).isPresent())
                    .mapToObj(i -> tellings.get(i).rows())
                    .flatMap(List::stream)
                    .collect(Collectors.toSet());
            return settled.stream().filter(row -> !again.contains(row)).toList();
        }

        private static Optional<BitrixFailure> trouble(List<CallResult> answers) {
            return answers.stream()
                    .flatMap(answer -> answer instanceof CallResult.Failed(var failure) && !failure.isFinal()
                            ? Stream.of(failure)
                            : Stream.empty())
                    .findFirst();
        }

        /// @param trouble
        ///            with what the portal should have heard; what it answered besides is kept all the same
        private Step<QueuePass> page(CallResult result, List<PendingRow> told, Optional<BitrixFailure> trouble) {
            return switch (result) {
                case Answered(var answer, var _, var askedAt) -> {
                    var page = QueueRow.page(answer, !isBasic);
                    yield page.isEmpty() && trouble.isPresent()
                            ? new Step.Failed<>(trouble.get())
                            : asked(told, page, askedAt);
                }
                case CallResult.Failed(var failure) when !isBasic && QueueCalls.isBeyondPlan(failure) ->
                    new Asking(memberId, settled, true).take();
                case CallResult.Failed(var failure) when failure.isFinal() ->
                    new Step.Found<>(new QueuePass.Refused(memberId, failure.summary()), List.of());
                case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
            };
        }

        private Step<QueuePass> asked(List<PendingRow> told, List<QueueRow> page, Instant askedAt) {
            return new Step.Found<>(new QueuePass.Asked(memberId, told, page, isBasic, askedAt), List.of());
        }
    }

    @Override
    public void keep(List<QueuePass> found) {
        found.forEach(round -> {
            switch (round) {
                case QueuePass.Asked asked -> keep(asked);
                case QueuePass.Leftovers(var memberId, var held, var askedAt) -> keep(memberId, held, askedAt);
                case QueuePass.Understood understood -> keep(understood);
                case QueuePass.Refused(var memberId, var problem) -> states.noteRefusal(memberId, problem);
            }
        });
    }

    private void keep(QueuePass.Asked asked) {
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

    private void keep(QueuePass.Understood understood) {
        meanings.remove(understood.removals());
        settle(understood.done(), State.DONE);
        settle(understood.unreadable(), State.UNREADABLE);
        rounds.next(understood.memberId());
    }

    private void settle(List<PendingRow> some, State state) {
        rows.mark(some.stream().filter(row -> row.row().isHeld()).toList(), state);
        rows.drop(some.stream().filter(row -> !row.row().isHeld()).toList());
    }
}
