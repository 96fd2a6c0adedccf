package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Lenient;
import io.b24mirror.mirror.ListedRecord;
import io.b24mirror.mirror.comment.CrmItemPart.Item;
import io.b24mirror.sweep.StepType;
import io.b24mirror.sweep.SweepPart;
import io.b24mirror.sweep.SweepStep;
import io.b24mirror.sweep.SweepSteps;
import io.b24mirror.sweep.SweepSteps.Finding;

/// Compares the listed comments of one CRM item with our copy. What is unknown, different or missing is read: reading
/// tells a comment that is deleted.
@Component
class CrmItemPart implements SweepPart<Item, ListedComments> {
    static final StepType<Item> TYPE = new StepType<>("crm_item", Item.class);

    private final CommentComparison comparison;
    private final SweepSteps steps;

    CrmItemPart(CommentComparison comparison, SweepSteps steps) {
        this.comparison = comparison;
        this.steps = steps;
    }

    record Item(String type, long id) {
        Call comments() {
            return Call.of("crm.timeline.comment.list", "filter", Map.of("ENTITY_TYPE", type, "ENTITY_ID", id))
                    .with("order", Map.of("ID", "ASC"));
        }
    }

    @Override
    public StepType<Item> type() {
        return TYPE;
    }

    @Override
    public Step<ListedComments> begin(SweepStep<Item> step) {
        return page(step.payload().comments(), 0, Map.of(), true);
    }

    /// Reads one page of the list, then the next one.
    private static Step<ListedComments> page(Call list, int start, Map<Long, ListedRecord> before,
            boolean isComplete) {
        return Step.ask(start == 0 ? list : list.with("start", start), result -> switch (result) {
            case CallResult.Answered(var page, var next, var askedAt) -> page.isContainer()
                    ? listed(list, page, next != null && next > start ? next : 0, before, isComplete, askedAt)
                    : new Step.Failed<>(new BitrixFailure.Rejected(
                            "crm.timeline.comment.list answered no list but a JSON " + page.getNodeType()));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    private static Step<ListedComments> listed(Call list, JsonNode page, int next, Map<Long, ListedRecord> before,
            boolean isComplete, Instant askedAt) {
        var comments = new HashMap<>(before);
        boolean isReadable = isComplete;
        for (var element : page.values()) {
            var id = Lenient.id(element, "ID");
            if (id == null) {
                isReadable = false;
            } else {
                comments.put(id, ListedComments.comment(id, element));
            }
        }
        return next == 0
                ? new Step.Found<>(new ListedComments(comments, isReadable, askedAt), List.of())
                : page(list, next, comments, isReadable);
    }

    @Override
    public void keep(List<Done<Item, ListedComments>> found) {
        steps.request(Kinds.TIMELINE_COMMENT,
                found.stream().flatMap(done -> toRead(done.step(), done.value())).toList());
    }

    private Stream<Finding> toRead(SweepStep<Item> step, ListedComments listed) {
        var memberId = step.sweep().memberId();
        var missing = listed.isComplete()
                ? comparison.missing(memberId, step.payload(), listed)
                : List.<Long>of();
        return Stream.concat(comparison.toRead(memberId, step.payload(), listed).stream(), missing.stream())
                .map(id -> new Finding(step.sweep(), id, listed.askedAt()));
    }
}
