package io.b24mirror.mirror.section;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.mirror.event.EventWindow;
import io.b24mirror.sweep.NewStep;
import io.b24mirror.sweep.StepType;
import io.b24mirror.sweep.Sweep;
import io.b24mirror.sweep.SweepPart;
import io.b24mirror.sweep.SweepStep;
import io.b24mirror.sweep.SweepSteps;

import static java.time.ZoneOffset.UTC;

/// Compares the listed calendars of one owner with our copy: they are kept as listed, those that are missing are looked
/// into one by one, and the owner's events are compared window by window.
@Component
class OwnerPart implements SweepPart<OwnerStep, ListedSections> {
    private static final Call RESOURCE_LIST = Call.of("calendar.resource.list");

    private final SectionStore store;
    private final HeldSections held;
    private final SweepSteps steps;
    private final CalendarWindow window;
    private final Clock clock;

    OwnerPart(SectionStore store, HeldSections held, SweepSteps steps, CalendarWindow window, Clock clock) {
        this.store = store;
        this.held = held;
        this.steps = steps;
        this.window = window;
        this.clock = clock;
    }

    @Override
    public StepType<OwnerStep> type() {
        return OwnerStep.TYPE;
    }

    @Override
    public Step<ListedSections> begin(SweepStep<OwnerStep> step) {
        var owner = step.payload().owner();
        var calls = owner.equals(CalendarOwner.RESOURCES)
                ? List.of(owner.sections(), RESOURCE_LIST)
                : List.of(owner.sections());
        return new Step.Ask<>(calls, results -> results.stream()
                .flatMap(result -> result instanceof CallResult.Failed(var failure)
                        ? Stream.of(failure)
                        : Stream.empty())
                .findFirst()
                .<Step<ListedSections>>map(Step.Failed::new)
                .orElseGet(() -> listed(step.sweep(), owner, results)));
    }

    private static Step<ListedSections> listed(Sweep sweep, CalendarOwner owner, List<CallResult> results) {
        return results.stream()
                .map(result -> listed(sweep, owner, result))
                .reduce((all, one) -> all.flatMap(first -> one.map(first::with)))
                .orElseThrow()
                .<Step<ListedSections>>map(listed -> new Step.Found<>(listed, List.of()))
                .orElseGet(() -> new Step.Failed<>(
                        new BitrixFailure.Rejected("calendar.section.get did not answer a list")));
    }

    private static Optional<ListedSections> listed(Sweep sweep, CalendarOwner owner, CallResult result) {
        return switch (result) {
            case CallResult.Answered(var answer, var _, var askedAt) ->
                ListedSections.of(sweep, owner, answer, askedAt);
            case CallResult.Failed _ -> Optional.empty();
        };
    }

    @Override
    public void keep(List<Done<OwnerStep, ListedSections>> found) {
        var sections = found.stream().flatMap(done -> toKeep(done.step(), done.value())).toList();
        if (!sections.isEmpty()) {
            store.keep(sections);
        }
        found.forEach(done -> addSteps(done.step(), done.value()));
    }

    private Stream<SectionRecord> toKeep(SweepStep<OwnerStep> step, ListedSections listed) {
        var known = held.known(step.sweep().memberId(),
                listed.resources().stream().map(SectionRecord::sectionId).toList());
        return Stream.concat(listed.sections().stream(),
                listed.resources().stream().filter(resource -> !known.contains(resource.sectionId())));
    }

    private void addSteps(SweepStep<OwnerStep> step, ListedSections listed) {
        var owner = step.payload().owner();
        if (listed.isComplete()) {
            var missing = held.missing(step.sweep().memberId(), owner, listed);
            steps.add(step.sweep(), missing.stream()
                    .map(id -> NewStep.once(SectionCheckPart.TYPE, id.toString(), new SectionCheckPart.Section(id)))
                    .toList());
        }
        if (!listed.ids().isEmpty()) {
            steps.add(step.sweep(), windows(owner, listed));
        }
    }

    private List<NewStep> windows(CalendarOwner owner, ListedSections listed) {
        var now = clock.instant();
        return EventWindow.steps(owner.type(), owner.id(), window.from(now), window.to(now),
                LocalDate.ofInstant(now, UTC), listed.askedAt());
    }
}
