package io.b24mirror.mirror.comment.sweep;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.comment.Binding;
import io.b24mirror.mirror.comment.CommentKind;
import io.b24mirror.mirror.comment.sweep.RecycleBin.Recycled;
import io.b24mirror.mirror.comment.sweep.RecycleBinStep.After;
import io.b24mirror.mirror.comment.sweep.RecycleBinStep.Checked;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.Finding;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Asks after the comments in the recycle bin, by one call for each: restoring and purging an item raise no event of
/// its comments. Those of which the portal says something else than our copy are read.
@Component
class RecycleBinStep implements StepHandler<After, Checked> {
    private static final StepType<After> TYPE = new StepType<>("recycle_bin", After.class);

    private final RecycleBin bin;
    private final SweepSteps steps;
    private final Clock clock;

    RecycleBinStep(RecycleBin bin, SweepSteps steps, Clock clock) {
        this.bin = bin;
        this.steps = steps;
        this.clock = clock;
    }

    /// The comments that come after this one.
    record After(long commentId) {}

    /// What asking after some comments came to.
    ///
    /// @param outOfDate
    ///            those that have to be read
    /// @param next
    ///            the steps that ask after further ones
    record Checked(List<Long> outOfDate, Instant askedAt, List<NewStep> next) {}

    @EventListener
    void on(Sweep.Surveyed surveyed) {
        if (!bin.isEmpty(surveyed.sweep().memberId())) {
            steps.add(surveyed.sweep(), List.of(NewStep.of(TYPE, new After(0))));
        }
    }

    @Override
    public StepType<After> type() {
        return TYPE;
    }

    @Override
    public Step<Checked> begin(SweepStep<After> step) {
        var askedAt = clock.instant();
        var comments = bin.after(step.sweep().memberId(), step.payload().commentId());
        return comments.isEmpty()
                ? new Step.Nothing<>()
                : new Step.Ask<>(comments.stream().map(RecycleBinStep::call).toList(),
                        results -> compare(comments, results, askedAt));
    }

    /// The comment itself tells whether it may be seen, but names one of its items only.
    private static Call call(Recycled comment) {
        return comment.hasOneItem()
                ? Call.of("crm.timeline.comment.get", "id", comment.id())
                : Call.of("crm.timeline.bindings.list", "filter", Map.of("OWNER_ID", comment.id()));
    }

    private static Step<Checked> compare(List<Recycled> comments, List<CallResult> results, Instant askedAt) {
        var outOfDate = new ArrayList<Long>();
        for (int i = 0; i < comments.size(); i++) {
            if (results.get(i) instanceof CallResult.Failed(var failure) && !failure.isFinal()) {
                return new Step.Failed<>(failure);
            }
            if (isOutOfDate(comments.get(i), results.get(i))) {
                outOfDate.add(comments.get(i).id());
            }
        }
        var next = comments.size() < RecycleBin.CHUNK
                ? List.<NewStep>of()
                : List.of(NewStep.of(TYPE, new After(comments.getLast().id())));
        return new Step.Found<>(new Checked(outOfDate, askedAt, next), List.of());
    }

    private static boolean isOutOfDate(Recycled comment, CallResult result) {
        return switch (result) {
            case Answered(var answer, var _, var _) ->
                (comment.hasOneItem() && comment.isHidden()) || !says(comment, items(comment, answer));
            case CallResult.Failed(BitrixFailure.Forbidden _) -> !comment.isHidden();
            case CallResult.Failed _ -> true;
        };
    }

    private static List<Binding> items(Recycled comment, JsonNode answer) {
        return comment.hasOneItem()
                ? Binding.of(answer).stream().toList()
                : Binding.of(comment.id(), answer);
    }

    private static boolean says(Recycled comment, List<Binding> items) {
        Map<Boolean, Set<Binding>> byBin = items.stream()
                .collect(Collectors.partitioningBy(Binding::inRecycleBin, Collectors.toSet()));
        return comment.rows().equals(byBin.get(true)) && comment.isThereOnly() == Set.of().equals(byBin.get(false));
    }

    @Override
    public void keep(List<Done<After, Checked>> found) {
        steps.request(CommentKind.TYPE.kind(), found.stream()
                .flatMap(done -> done.value()
                        .outOfDate()
                        .stream()
                        .map(id -> new Finding(done.step().sweep(), id, done.value().askedAt())))
                .toList());
        found.forEach(done -> steps.add(done.step().sweep(), done.value().next()));
    }
}
