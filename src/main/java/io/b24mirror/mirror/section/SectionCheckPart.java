package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Tombstones;
import io.b24mirror.mirror.VersionedTable.Unseen;
import io.b24mirror.mirror.section.HeldSections.HeldEvent;
import io.b24mirror.mirror.section.SectionCheckPart.Check;
import io.b24mirror.mirror.section.SectionCheckPart.Section;
import io.b24mirror.sweep.StepType;
import io.b24mirror.sweep.SweepPart;
import io.b24mirror.sweep.SweepStep;

/// Looks into a calendar that its owner's list lacks. It is deleted if none of its events can be read any more, neither
/// by us nor by the user whose token read it last; if one can, or nobody can tell, the calendar is hidden from us.
///
/// Bitrix24 leaves out of a list what our user may not see, so only an administrator's list says that something is gone.
@Component
class SectionCheckPart implements SweepPart<Section, Check> {
    static final StepType<Section> TYPE = new StepType<>("section", Section.class);

    private final HeldSections held;
    private final SectionStore store;
    private final Tombstones tombstones;

    SectionCheckPart(HeldSections held, SectionStore store, Tombstones tombstones) {
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

    @Override
    public Step<Check> begin(SweepStep<Section> step) {
        var section = new RecordRef(step.sweep().memberId(), Kinds.CALENDAR_SECTION, step.payload().id());
        var calls = new ArrayList<Call>();
        calls.add(Evidence.PROFILE);
        var asked = held.someEvents(section.memberId(), section.id());
        asked.forEach(event -> calls.add(call(event)));
        var shown = held.shownEvents(section.memberId(), section.id());
        return new Step.Ask<>(calls, results -> judge(step, section, asked, results, shown));
    }

    private static Call call(HeldEvent event) {
        var call = Call.of("calendar.event.getbyid", "id", event.eventId());
        return event.readAs() == null ? call : call.as(event.readAs());
    }

    private static Step<Check> judge(SweepStep<Section> step, RecordRef section, List<HeldEvent> asked,
            List<CallResult> results, List<Long> shown) {
        var evidence = new ArrayList<Evidence>();
        for (int i = 0; i < asked.size(); i++) {
            evidence.add(Evidence.of(section, asked.get(i), results.get(i + 1)));
        }
        return Evidence.mistrust(results.getFirst())
                .or(() -> evidence.stream()
                        .flatMap(one -> one instanceof Evidence.Failed(var failure)
                                ? Stream.of(failure)
                                : Stream.empty())
                        .findFirst())
                .<Step<Check>>map(Step.Failed::new)
                .orElseGet(() -> verdict(step, section, evidence, ((Answered) results.getFirst()).askedAt(),
                        shown));
    }

    /// No list shows the events of a hidden calendar, so each is read again, and may turn out to be hidden, too.
    private static Step<Check> verdict(SweepStep<Section> step, RecordRef section, List<Evidence> evidence,
            Instant askedAt, List<Long> shown) {
        var cause = step.sweep().cause();
        if (evidence.stream().allMatch(Evidence.Gone.class::isInstance)) {
            return new Step.Found<>(new Check.Gone(new Removal(section, askedAt, cause)), List.of());
        }
        return new Step.Found<>(new Check.Hidden(new Unseen(section, askedAt)), shown.stream()
                .map(id -> new FetchRequest(new RecordRef(section.memberId(), Kinds.CALENDAR_EVENT, id), askedAt,
                        Urgency.BACKGROUND, null, cause))
                .toList());
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
