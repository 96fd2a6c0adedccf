package io.b24mirror.mirror.section.sweep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.mirror.section.SectionKind;
import io.b24mirror.mirror.section.SectionStore;
import io.b24mirror.mirror.section.StoredSections;
import io.b24mirror.mirror.section.StoredSections.HeldEvent;
import io.b24mirror.mirror.section.sweep.SectionCheckStep.Check;
import io.b24mirror.mirror.section.sweep.SectionCheckStep.Section;
import io.b24mirror.mirror.version.Unseen;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.Sweep;

/// Looks into a calendar that its owner's list lacks. It is deleted if none of its events can be read any more,
/// neither by us nor by the user whose token read it last; if one can, or there is none to ask for, the calendar is
/// hidden from us: one that is switched off is not listed either.
///
/// Bitrix24 leaves out of a list what our user may not see, so only an administrator's list says that something
/// is gone.
@Component
class SectionCheckStep implements StepHandler<Section, Check> {
    static final StepType<Section> TYPE = new StepType<>("section", Section.class);

    private final StoredSections held;
    private final SectionStore store;
    private final Tombstones tombstones;

    SectionCheckStep(StoredSections held, SectionStore store, Tombstones tombstones) {
        this.held = held;
        this.store = store;
        this.tombstones = tombstones;
    }

    record Section(long id) {}

    /// What the portal said of its events.
    sealed interface Check {
        /// None of them can be read.
        record Gone(Removal removal) implements Check {}

        /// Some of them can be read.
        record Hidden(Unseen section) implements Check {}
    }

    @Override
    public StepType<Section> type() {
        return TYPE;
    }

    /// What we know before the portal is asked.
    ///
    /// @param sample
    ///            the events that are asked for
    /// @param shown
    ///            no list shows the events of a hidden calendar, so each is read again, and may turn out to be hidden,
    ///            too
    /// @param inRoom
    ///            the events that took place in it, if it was a room: the portal emptied their place silently
    private record Known(RecordRef section, Cause cause, List<HeldEvent> sample, List<Long> shown, List<Long> inRoom) {
        List<FetchRequest> requests(List<Long> events, Instant since) {
            return events.stream()
                    .map(id -> new FetchRequest(EventKind.ref(section.memberId(), id), since,
                            Urgency.BACKGROUND, null, cause))
                    .toList();
        }
    }

    @Override
    public Step<Check> begin(SweepStep<Section> step) {
        var known = known(step.sweep(), step.payload().id());
        var calls = new ArrayList<Call>();
        calls.add(MissingSectionProbe.PROFILE);
        known.sample().forEach(event -> calls.add(call(event)));
        return new Step.Ask<>(calls, results -> judge(known, results));
    }

    private Known known(Sweep sweep, long id) {
        var memberId = sweep.memberId();
        return new Known(SectionKind.TYPE.ref(memberId, id), sweep.cause(),
                held.someEvents(memberId, id), held.shownEvents(memberId, id), held.eventsInRoom(memberId, id));
    }

    private static Call call(HeldEvent event) {
        var call = Call.of("calendar.event.getbyid", "id", event.eventId());
        return event.readAs() == null ? call : call.as(event.readAs());
    }

    private static Step<Check> judge(Known known, List<CallResult> results) {
        var evidence = new ArrayList<MissingSectionProbe>();
        for (int i = 0; i < known.sample().size(); i++) {
            evidence.add(MissingSectionProbe.of(known.section(), known.sample().get(i), results.get(i + 1)));
        }
        return MissingSectionProbe.mistrust(results.getFirst())
                .or(() -> evidence.stream()
                        .flatMap(one -> one instanceof MissingSectionProbe.Failed(var failure)
                                ? Stream.of(failure)
                                : Stream.empty())
                        .findFirst())
                .<Step<Check>>map(Step.Failed::new)
                .orElseGet(() -> verdict(known, evidence, ((Answered) results.getFirst()).askedAt()));
    }

    private static Step<Check> verdict(Known known, List<MissingSectionProbe> evidence, Instant askedAt) {
        if (!evidence.isEmpty() && evidence.stream().allMatch(MissingSectionProbe.Gone.class::isInstance)) {
            return new Step.Found<>(new Check.Gone(new Removal(known.section(), askedAt, known.cause())),
                    known.requests(known.inRoom(), askedAt));
        }
        return new Step.Found<>(new Check.Hidden(new Unseen(known.section(), askedAt)),
                known.requests(known.shown(), askedAt));
    }

    @Override
    public void keep(List<Done<Section, Check>> found) {
        var gone = new ArrayList<Removal>();
        var hidden = new ArrayList<Unseen>();
        for (var done : found) {
            switch (done.value()) {
                case Check.Gone(var removal) -> gone.add(removal);
                case Check.Hidden(var section) -> hidden.add(section);
            }
        }
        store.hide(hidden);
        if (!gone.isEmpty()) {
            tombstones.remember(gone);
        }
    }
}
