package io.b24mirror.mirror.section.sweep;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.CalendarWindow;
import io.b24mirror.mirror.event.sweep.BookingWindow;
import io.b24mirror.mirror.event.sweep.EventWindow;
import io.b24mirror.mirror.section.CalendarOwner;
import io.b24mirror.mirror.section.SectionStore;
import io.b24mirror.mirror.section.StoredSections;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

import static java.time.ZoneOffset.UTC;

/// Compares the listed calendars of one owner with our copy: they are kept as listed, those that are missing are
/// looked into one by one, and the owner's events are compared window by window.
@Component
class OwnerCalendarsStep implements StepHandler<OwnerStep, ListedSections> {
    private static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

    private final SectionStore store;
    private final StoredSections held;
    private final SweepSteps steps;
    private final CalendarWindow window;
    private final Clock clock;

    OwnerCalendarsStep(SectionStore store, StoredSections held, SweepSteps steps, CalendarWindow window, Clock clock) {
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
        var calls = owner.isResources()
                ? List.of(owner.sections(), MissingSectionProbe.PROFILE)
                : List.of(owner.sections());
        return new Step.Ask<>(calls, results -> switch (results.getFirst()) {
            case CallResult.Answered(var answer, var _, var askedAt) ->
                ListedSections.of(step.sweep(), owner, answer, areVisible(results), askedAt)
                        .<Step<ListedSections>>map(listed -> new Step.Found<>(listed, List.of()))
                        .orElseGet(() -> refused(owner, new BitrixFailure.Rejected(
                                owner.sections().method() + " did not answer a list")));
            case CallResult.Failed(var failure) -> refused(owner, failure);
        });
    }

    /// A calendar that is listed is visible, except that of a resource: every user is shown those, and only of an
    /// administrator it is certain that the bookings are shown, too.
    private static boolean areVisible(List<CallResult> results) {
        return results.stream().skip(1).allMatch(profile -> MissingSectionProbe.mistrust(profile).isEmpty());
    }

    /// Older portals know no open events, and say so in various ways.
    private static Step<ListedSections> refused(CalendarOwner owner, BitrixFailure failure) {
        return owner.equals(CalendarOwner.OPEN_EVENTS) && failure.isFinal()
                ? new Step.Nothing<>()
                : new Step.Failed<>(failure);
    }

    @Override
    public void keep(List<Done<OwnerStep, ListedSections>> found) {
        var sections = found.stream().flatMap(done -> done.value().sections().stream()).toList();
        if (!sections.isEmpty()) {
            store.keep(sections);
        }
        found.forEach(done -> addSteps(done.step(), done.value()));
    }

    private void addSteps(SweepStep<OwnerStep> step, ListedSections listed) {
        var owner = step.payload().owner();
        var missing = listed.isComplete()
                ? held.missing(step.sweep().memberId(), owner, listed.ids(), listed.askedAt())
                : List.<Long>of();
        steps.add(step.sweep(), missing.stream()
                .map(id -> NewStep.once(SectionCheckStep.TYPE, id.toString(), new SectionCheckStep.Section(id)))
                .toList());
        steps.add(step.sweep(), windows(owner, listed, listed.sections().isEmpty() && missing.isEmpty()));
    }

    /// A calendar that is switched off is not listed, but its events are. So the events of an owner without calendars
    /// are listed too, in a single window, since most such owners have none.
    private List<NewStep> windows(CalendarOwner owner, ListedSections listed, boolean hasNone) {
        var now = clock.instant();
        var today = LocalDate.ofInstant(now, UTC);
        if (owner.isResources()) {
            return listed.sections().isEmpty()
                    ? List.of()
                    : BookingWindow.steps(listed.ids(), window.from(now), window.to(now), today,
                            listed.areVisible() ? listed.askedAt() : NEVER);
        }
        return hasNone
                ? List.of(EventWindow.whole(owner.type(), owner.id(), window.from(now), window.to(now),
                        listed.askedAt()))
                : EventWindow.steps(owner.type(), owner.id(), window.from(now), window.to(now), today,
                        listed.askedAt());
    }
}
