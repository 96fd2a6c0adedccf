package io.b24mirror.mirror.event.sweep;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.mirror.event.sweep.EventComparison.Missing;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.Finding;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Compares the listed events of one owner with our copy: what is unknown or different is read, and after what is
/// missing the portal is asked one by one.
@Component
class WindowStep implements StepHandler<EventWindow, ListedEvents> {
    private final EventComparison comparison;
    private final SweepSteps steps;

    WindowStep(EventComparison comparison, SweepSteps steps) {
        this.comparison = comparison;
        this.steps = steps;
    }

    @Override
    public StepType<EventWindow> type() {
        return EventWindow.TYPE;
    }

    @Override
    public Step<ListedEvents> begin(SweepStep<EventWindow> step) {
        var window = step.payload();
        return Step.ask(call(window), result -> switch (result) {
            case CallResult.Answered(var answer, var _, var askedAt) -> ListedEvents.of(window, answer, askedAt)
                    .<Step<ListedEvents>>map(listing -> new Step.Found<>(listing, List.of()))
                    .orElseGet(() -> new Step.Failed<>(new BitrixFailure.Rejected(
                            "calendar.event.get answered no list but a JSON " + answer.getNodeType())));
            case CallResult.Failed(var failure) -> window.mayBeUnknown() && failure.isFinal()
                    ? new Step.Nothing<>()
                    : new Step.Failed<>(failure);
        });
    }

    private static Call call(EventWindow window) {
        return Call.of("calendar.event.get", "type", window.type())
                .with("ownerId", window.ownerId())
                .with("from", window.from().toString())
                .with("to", window.to().toString());
    }

    @Override
    public void keep(List<Done<EventWindow, ListedEvents>> found) {
        steps.request(EventKind.TYPE.kind(),
                found.stream().flatMap(done -> toRead(done.step(), done.value())).toList());
        found.stream()
                .filter(done -> done.value().isComplete())
                .forEach(done -> follow(done.step(), done.value()));
    }

    private Stream<Finding> toRead(SweepStep<EventWindow> step, ListedEvents listed) {
        return comparison.toRead(step.sweep().memberId(), listed)
                .stream()
                .map(id -> new Finding(step.sweep(), id, listed.askedAt()));
    }

    /// What another user's token read is read again in that way: that our user is not shown it proves nothing.
    private void follow(SweepStep<EventWindow> step, ListedEvents listed) {
        var missing = comparison.missing(step.sweep().memberId(), step.payload(), listed);
        steps.add(step.sweep(), missing.stream()
                .filter(event -> !event.readByOther())
                .map(event -> NewStep.once(EventCheckStep.TYPE, Long.toString(event.eventId()),
                        new EventCheckStep.Event(event.eventId())))
                .toList());
        steps.request(EventKind.TYPE.kind(), missing.stream()
                .filter(Missing::readByOther)
                .map(event -> new Finding(step.sweep(), event.eventId(), listed.askedAt()))
                .toList());
    }
}
