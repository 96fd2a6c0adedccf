package io.b24mirror.mirror.event.sweep;

import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;

/// Compares the listed bookings of resources with our copy, like the events of any other owner.
@Component
class BookingStep implements StepHandler<BookingWindow, ListedEvents> {
    private final WindowStep windows;

    BookingStep(WindowStep windows) {
        this.windows = windows;
    }

    @Override
    public StepType<BookingWindow> type() {
        return BookingWindow.TYPE;
    }

    @Override
    public Step<ListedEvents> begin(SweepStep<BookingWindow> step) {
        var window = step.payload().window();
        var call = BookingWindow.call(step.payload().resources(), window.from(), window.to());
        return Step.ask(call, result -> switch (result) {
            case CallResult.Answered(var answer, var _, var askedAt) -> ListedEvents.of(window, answer, askedAt)
                    .<Step<ListedEvents>>map(listing -> new Step.Found<>(listing, List.of()))
                    .orElseGet(() -> new Step.Failed<>(new BitrixFailure.Rejected(
                            call.method() + " answered no list but a JSON " + answer.getNodeType())));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    @Override
    public void keep(List<Done<BookingWindow, ListedEvents>> found) {
        windows.keep(found.stream()
                .map(done -> new Done<>(window(done.step()), done.value()))
                .toList());
    }

    private static SweepStep<EventWindow> window(SweepStep<BookingWindow> step) {
        return new SweepStep<>(step.stepId(), step.sweep(), step.payload().window());
    }
}
