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
import io.b24mirror.intake.RecordRemovals;
import io.b24mirror.offline.PendingRow.State;
import io.b24mirror.offline.QueueCalls.Acknowledgement;
import io.b24mirror.portal.MemberId;

/// Empties a portal's queue in passes, each of them a row of the fetch list. What a pass does follows from the stored
/// rows: rows that are not interpreted yet are interpreted; if there are none, earlier rows are acknowledged to the
/// portal and more are taken. So a pass may run twice, or die at any point.
@Component
class QueueReader implements RecordReader<QueuePass> {
    static final RecordKind KIND = new RecordKind("offline_queue");

    private static final int MAX_LEFTOVERS = 1_000;

    private final PendingRows rows;
    private final QueueStates states;
    private final QueueEventInterpreter interpreter;
    private final QueuePasses passes;
    private final RecordRemovals removals;

    QueueReader(PendingRows rows, QueueStates states, QueueEventInterpreter interpreter, QueuePasses passes,
            RecordRemovals removals) {
        this.rows = rows;
        this.states = states;
        this.interpreter = interpreter;
        this.passes = passes;
        this.removals = removals;
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
            var interpretation = interpreter.interpret(memberId, taken);
            return new Step.Found<>(interpretation.pass(), interpretation.changes());
        }
        if (!passes.mayAsk(memberId)) {
            return new Step.Nothing<>();
        }
        if (passes.isForLeftovers(request.record())) {
            return leftovers(memberId, 0, List.of());
        }
        return new Exchange(memberId, rows.settled(memberId), states.isBasic(memberId)).begin();
    }

    /// Finds rows that the portal holds under a name that we do not know, because a run died after the portal had
    /// answered and before the answer was stored. Only the list of the whole queue shows them. A portal that refuses
    /// that list says so again when it is asked for the queue itself.
    private static Step<QueuePass> leftovers(MemberId memberId, int start, List<QueueRow> before) {
        return Step.ask(QueueCalls.list(start), result -> switch (result) {
            case Answered(var page, var next, var askedAt) -> {
                var found = Stream.concat(before.stream(), QueueRow.held(page).stream()).toList();
                yield next != null && next > start && found.size() < MAX_LEFTOVERS
                        ? leftovers(memberId, next, found)
                        : new Step.Found<>(new QueuePass.Leftovers(memberId, found, askedAt), List.of());
            }
            case CallResult.Failed(var failure) -> failure.isFinal()
                    ? new Step.Nothing<>()
                    : new Step.Failed<>(failure);
        });
    }

    /// The calls that acknowledge rows and take more.
    ///
    /// @param settled
    ///            rows that have to be acknowledged
    private record Exchange(MemberId memberId, List<PendingRow> settled, boolean isBasic) {
        Step<QueuePass> begin() {
            return isBasic ? take() : hold();
        }

        /// Takes rows for good. The portal forgets them once it has answered, so they are taken by a call of their own
        /// and stored first, and earlier rows are acknowledged when there are no more.
        private Step<QueuePass> take() {
            return Step.ask(QueueCalls.take(), result -> result instanceof Answered(var page, var _, var askedAt)
                    && !settled.isEmpty() && QueueRow.page(page, false).isEmpty()
                            ? acknowledge(askedAt)
                            : page(result, List.of(), Optional.empty()));
        }

        private Step<QueuePass> acknowledge(Instant askedAt) {
            var calls = QueueCalls.acknowledge(settled);
            return new Step.Ask<>(calls.stream().map(Acknowledgement::call).toList(),
                    results -> failure(results).<Step<QueuePass>>map(Step.Failed::new)
                            .orElseGet(() -> taken(settled, List.of(), askedAt)));
        }

        private Step<QueuePass> hold() {
            var calls = QueueCalls.acknowledge(settled);
            var hold = Stream.of(QueueCalls.hold());
            return new Step.Ask<>(Stream.concat(calls.stream().map(Acknowledgement::call), hold).toList(), results -> {
                var answers = results.subList(0, calls.size());
                return page(results.getLast(), acknowledged(calls, answers), failure(answers));
            });
        }

        /// Returns the rows that the portal need not hear of again. That includes rows whose acknowledgement it refuses
        /// for good: it has forgotten them.
        private List<PendingRow> acknowledged(List<Acknowledgement> calls, List<CallResult> answers) {
            var again = IntStream.range(0, calls.size())
                    .filter(i -> failure(answers.subList(i, i + 1)).isPresent())
                    .mapToObj(i -> calls.get(i).rows())
                    .flatMap(List::stream)
                    .collect(Collectors.toSet());
            return settled.stream().filter(row -> !again.contains(row)).toList();
        }

        private static Optional<BitrixFailure> failure(List<CallResult> answers) {
            return answers.stream()
                    .flatMap(answer -> answer instanceof CallResult.Failed(var failure) && !failure.isFinal()
                            ? Stream.of(failure)
                            : Stream.empty())
                    .findFirst();
        }

        /// @param notAcknowledged
        ///            why rows could not be acknowledged; what the portal answered besides is stored all the same
        private Step<QueuePass> page(CallResult result, List<PendingRow> acknowledged,
                Optional<BitrixFailure> notAcknowledged) {
            return switch (result) {
                case Answered(var answer, var _, var askedAt) -> {
                    var page = QueueRow.page(answer, !isBasic);
                    yield page.isEmpty() && notAcknowledged.isPresent()
                            ? new Step.Failed<>(notAcknowledged.get())
                            : taken(acknowledged, page, askedAt);
                }
                case CallResult.Failed(var failure) when !isBasic && QueueCalls.isBeyondPlan(failure) ->
                    new Exchange(memberId, settled, true).take();
                case CallResult.Failed(var failure) when failure.isFinal() ->
                    new Step.Found<>(new QueuePass.Refused(memberId, failure.summary()), List.of());
                case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
            };
        }

        private Step<QueuePass> taken(List<PendingRow> acknowledged, List<QueueRow> page, Instant askedAt) {
            return new Step.Found<>(new QueuePass.Taken(memberId, acknowledged, page, isBasic, askedAt), List.of());
        }
    }

    @Override
    public void keep(List<QueuePass> found) {
        found.forEach(pass -> {
            switch (pass) {
                case QueuePass.Taken taken -> keep(taken);
                case QueuePass.Leftovers(var memberId, var held, var askedAt) -> keep(memberId, held, askedAt);
                case QueuePass.Interpreted interpreted -> keep(interpreted);
                case QueuePass.Refused(var memberId, var problem) -> states.noteRefusal(memberId, problem);
            }
        });
    }

    private void keep(QueuePass.Taken taken) {
        rows.drop(taken.acknowledged());
        states.noteAnswer(taken.memberId(), taken.isBasic());
        keep(taken.memberId(), taken.page(), taken.askedAt());
    }

    private void keep(MemberId memberId, List<QueueRow> page, Instant askedAt) {
        if (!page.isEmpty()) {
            rows.add(memberId, page, askedAt);
            passes.requestNext(memberId);
        }
    }

    private void keep(QueuePass.Interpreted interpreted) {
        removals.remove(interpreted.removals());
        settle(interpreted.done(), State.DONE);
        settle(interpreted.unreadable(), State.UNREADABLE);
        passes.requestNext(interpreted.memberId());
    }

    private void settle(List<PendingRow> some, State state) {
        rows.mark(some.stream().filter(row -> row.row().isHeld()).toList(), state);
        rows.drop(some.stream().filter(row -> !row.row().isHeld()).toList());
    }
}
