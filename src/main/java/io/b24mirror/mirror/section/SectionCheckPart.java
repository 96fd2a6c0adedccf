package io.b24mirror.mirror.section;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.Tombstones;
import io.b24mirror.mirror.VersionedTable.Unseen;
import io.b24mirror.mirror.section.SectionCheckPart.Check;
import io.b24mirror.mirror.section.SectionCheckPart.Section;
import io.b24mirror.sweep.StepType;
import io.b24mirror.sweep.SweepPart;
import io.b24mirror.sweep.SweepStep;

/// Looks into a calendar that its owner's list lacks. It is deleted if none of its events can be read any more; if one
/// can, the calendar is hidden from us.
///
/// Bitrix24 leaves out of a list what our user may not see, so only an administrator's list says that something is gone.
@Component
class SectionCheckPart implements SweepPart<Section, Check> {
    static final StepType<Section> TYPE = new StepType<>("section", Section.class);

    private static final Call PROFILE = Call.of("profile");

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
        calls.add(PROFILE);
        held.someEvents(section.memberId(), section.id())
                .forEach(id -> calls.add(Call.of("calendar.event.getbyid", "id", id)));
        return new Step.Ask<>(calls, results -> failure(results).<Step<Check>>map(Step.Failed::new)
                .orElseGet(() -> judge(step, section, answers(results))));
    }

    private static Optional<BitrixFailure> failure(List<CallResult> results) {
        return results.stream()
                .flatMap(result -> result instanceof CallResult.Failed(var failure)
                        ? Stream.of(failure)
                        : Stream.empty())
                .findFirst();
    }

    private static List<CallResult.Answered> answers(List<CallResult> results) {
        return results.stream()
                .flatMap(result -> result instanceof CallResult.Answered answered
                        ? Stream.of(answered)
                        : Stream.empty())
                .toList();
    }

    private static Step<Check> judge(SweepStep<Section> step, RecordRef section, List<CallResult.Answered> answers) {
        if (!Lenient.isYes(answers.getFirst().value(), "ADMIN")) {
            return new Step.Failed<>(new BitrixFailure.Forbidden(
                    "our user is no administrator, so a calendar that is not listed may just be hidden"));
        }
        var askedAt = answers.getFirst().askedAt();
        var events = answers.stream().skip(1).map(CallResult.Answered::value).toList();
        if (events.stream().anyMatch(event -> isOf(section, event))) {
            return new Step.Found<>(new Check.Hidden(new Unseen(section, askedAt)), List.of());
        }
        return events.stream().allMatch(event -> isNoneOf(section, event))
                ? new Step.Found<>(new Check.Gone(new Removal(section, askedAt, step.sweep().cause())), List.of())
                : new Step.Failed<>(new BitrixFailure.Rejected("calendar.event.getbyid answered no event"));
    }

    private static boolean isOf(RecordRef section, JsonNode event) {
        var sectionId = Lenient.id(event, "SECTION_ID");
        return sectionId != null && sectionId == section.id();
    }

    /// Whether it is gone, or has moved to another calendar.
    private static boolean isNoneOf(RecordRef section, JsonNode event) {
        var sectionId = Lenient.id(event, "SECTION_ID");
        return event.isNull() || (sectionId != null && sectionId != section.id());
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
