package io.b24mirror.offline;

import java.util.List;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Has the queue emptied at the beginning of every sweep, also one that could not be read before. The step itself asks
/// nothing: it comes after the first round and shows what was wrong with it among the sweep's problems.
@Component
class QueueSweepPart implements StepHandler<QueueSweepPart.Queue, QueueSweepPart.Read> {
    private static final StepType<Queue> TYPE = new StepType<>("offline_queue", Queue.class);

    private final QueueStates states;
    private final QueuePasses rounds;
    private final SweepSteps steps;

    QueueSweepPart(QueueStates states, QueuePasses rounds, SweepSteps steps) {
        this.states = states;
        this.rounds = rounds;
        this.steps = steps;
    }

    /// The only queue of the portal.
    record Queue() {}

    /// The queue was read, or is going to be.
    record Read() {}

    @EventListener
    void on(Sweep.Starting starting) {
        var sweep = starting.sweep();
        if (rounds.mayAsk(sweep.memberId())) {
            rounds.requestThorough(sweep.memberId());
            steps.add(sweep, List.of(NewStep.once(TYPE, "", new Queue())));
        }
    }

    @Override
    public StepType<Queue> type() {
        return TYPE;
    }

    @Override
    public Step<Read> begin(SweepStep<Queue> step) {
        return states.problem(step.sweep().memberId())
                .<Step<Read>>map(problem -> new Step.Failed<>(new BitrixFailure.Forbidden(problem)))
                .orElseGet(Step.Nothing::new);
    }

    @Override
    public void keep(List<Done<Queue, Read>> found) {
        // there is nothing to keep
    }
}
