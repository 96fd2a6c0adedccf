package io.b24mirror.mirror.event.sweep;

import java.util.List;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.event.EventAnswer;
import io.b24mirror.mirror.event.EventFields;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.mirror.event.EventStore;
import io.b24mirror.mirror.event.sweep.EventCheckStep.Check;
import io.b24mirror.mirror.event.sweep.EventCheckStep.Event;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.Finding;

/// Asks the portal after an event that a listing lacks, although its calendar is visible to us: null then means that
/// it is deleted, silently, and anything else that it has moved. Where less than all of it is shown, it is read, so
/// that users who may see more are asked.
@Component
class EventCheckStep implements StepHandler<Event, Check> {
    static final StepType<Event> TYPE = new StepType<>("event", Event.class);

    private final EventStore store;
    private final Tombstones tombstones;
    private final SweepSteps steps;

    EventCheckStep(EventStore store, Tombstones tombstones, SweepSteps steps) {
        this.store = store;
        this.tombstones = tombstones;
        this.steps = steps;
    }

    record Event(long id) {}

    /// What the portal said.
    sealed interface Check {
        /// It is there.
        record There(Observation<EventFields> event) implements Check {}

        /// It is not there.
        record Gone(Removal removal) implements Check {}
    }

    @Override
    public StepType<Event> type() {
        return TYPE;
    }

    @Override
    public Step<Check> begin(SweepStep<Event> step) {
        var event = EventKind.ref(step.sweep().memberId(), step.payload().id());
        return Step.ask(Call.of("calendar.event.getbyid", "id", event.id()), result -> switch (result) {
            case CallResult.Answered(var answer, var _, var askedAt) when answer.isNull() ->
                new Step.Found<>(new Check.Gone(new Removal(event, askedAt, step.sweep().cause())), List.of());
            case CallResult.Answered(var answer, var _, var askedAt) -> EventAnswer
                    .translate(event, answer, askedAt, step.sweep().cause())
                    .<Step<Check>>map(record -> new Step.Found<>(new Check.There(record), List.of()))
                    .orElseGet(() -> new Step.Failed<>(
                            new BitrixFailure.Rejected("calendar.event.getbyid did not answer event " + event.id())));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    @Override
    public void keep(List<Done<Event, Check>> found) {
        store.keep(there(found).map(Present::event).filter(event -> !event.fields().isMasked()).toList());
        steps.request(EventKind.TYPE.kind(), there(found).filter(present -> present.event().fields().isMasked())
                .map(present -> new Finding(present.sweep(), present.event().ref().id(), present.event().fetchedAt()))
                .toList());
        var gone = found.stream()
                .flatMap(done -> done.value() instanceof Check.Gone(var removal) ? Stream.of(removal) : Stream.empty())
                .toList();
        if (!gone.isEmpty()) {
            tombstones.remember(gone);
        }
    }

    private record Present(Sweep sweep, Observation<EventFields> event) {}

    private static Stream<Present> there(List<Done<Event, Check>> found) {
        return found.stream()
                .flatMap(done -> done.value() instanceof Check.There(var event)
                        ? Stream.of(new Present(done.step().sweep(), event))
                        : Stream.empty());
    }
}
