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

/// Empties the queue at the beginning of every sweep, even one that could not be read before. The step itself calls
/// nothing: it follows the first pass and shows among the sweep's problems what was wrong with it.
@Component
class QueueStepHandler implements StepHandler<QueueStepHandler.Queue, QueueStepHandler.Read> {
    private static final StepType<Queue> TYPE = new StepType<>("offline_queue", Queue.class);

    private final QueueStates states;
    private final QueuePasses passes;
    private final SweepSteps steps;

    QueueStepHandler(QueueStates states, QueuePasses passes, SweepSteps steps) {
        this.states = states;
        this.passes = passes;
        this.steps = steps;
    }

    /// The only queue of the portal.
    record Queue() {}

    /// The queue was read, or will be.
    record Read() {}

    @EventListener
    void on(Sweep.Starting starting) {
        var sweep = starting.sweep();
        if (passes.mayAsk(sweep.memberId())) {
            passes.requestThorough(sweep.memberId());
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
