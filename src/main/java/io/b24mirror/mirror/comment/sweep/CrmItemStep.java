package io.b24mirror.mirror.comment.sweep;

import java.time.Clock;
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
import io.b24mirror.mirror.comment.Binding;
import io.b24mirror.mirror.comment.CommentKind;
import io.b24mirror.mirror.comment.sweep.CrmItemStep.Item;
import io.b24mirror.mirror.difference.ListedFields;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.portal.MemberId;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.Finding;

/// Compares the listed comments of one CRM item with our copy. What is unknown, different or missing is read: reading
/// tells a comment that is deleted.
///
/// Where the list is refused, the comments that we hold are read: at once, and then once a day as long as it
/// is refused.
@Component
class CrmItemStep implements StepHandler<Item, ItemAnswer> {
    static final StepType<Item> TYPE = new StepType<>("crm_item", Item.class);

    private final CommentComparison comparison;
    private final RefusedItems refusedItems;
    private final SweepSteps steps;
    private final Clock clock;

    CrmItemStep(CommentComparison comparison, RefusedItems refusedItems, SweepSteps steps, Clock clock) {
        this.comparison = comparison;
        this.refusedItems = refusedItems;
        this.steps = steps;
        this.clock = clock;
    }

    record Item(String type, long id) {
        Binding binding() {
            return new Binding(type, id);
        }

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
    public Step<ItemAnswer> begin(SweepStep<Item> step) {
        return page(step.payload().comments(), 0, Map.of(), true, clock.instant());
    }

    /// Reads one page of the list, then the next one.
    private static Step<ItemAnswer> page(Call list, int start, Map<Long, ListedFields> before, boolean isComplete,
            Instant begunAt) {
        return Step.ask(start == 0 ? list : list.with("start", start), result -> switch (result) {
            case CallResult.Answered(var page, var next, var askedAt) -> page.isContainer()
                    ? listed(list, page, next != null && next > start ? next : 0, before, isComplete, askedAt)
                    : new Step.Failed<>(new BitrixFailure.Rejected(
                            "crm.timeline.comment.list answered no list but a JSON " + page.getNodeType()));
            case CallResult.Failed(BitrixFailure.Forbidden _) ->
                new Step.Found<>(new ItemAnswer.Refused(begunAt), List.of());
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    /// A page that shows nothing new is the last one.
    private static Step<ItemAnswer> listed(Call list, JsonNode page, int next, Map<Long, ListedFields> before,
            boolean isComplete, Instant askedAt) {
        var comments = new HashMap<>(before);
        boolean isReadable = isComplete;
        for (var element : page.values()) {
            var id = BitrixFields.id(element, "ID");
            if (id == null) {
                isReadable = false;
            } else {
                comments.put(id, ListedComments.comment(id, element));
            }
        }
        return next == 0 || comments.size() == before.size()
                ? new Step.Found<>(new ListedComments(comments, isReadable, askedAt), List.of())
                : page(list, next, comments, isReadable, askedAt);
    }

    @Override
    public void keep(List<Done<Item, ItemAnswer>> found) {
        steps.request(CommentKind.TYPE.kind(),
                found.stream().flatMap(done -> toRead(done.step(), done.value())).toList());
    }

    private Stream<Finding> toRead(SweepStep<Item> step, ItemAnswer answer) {
        var memberId = step.sweep().memberId();
        var item = step.payload().binding();
        return switch (answer) {
            case ListedComments listed -> {
                refusedItems.open(memberId, item);
                yield findings(step, toRead(memberId, item, listed), listed.askedAt());
            }
            case ItemAnswer.Refused(var askedAt) -> refusedItems.isDue(memberId, item, askedAt)
                    ? findings(step, comparison.known(memberId, item, askedAt), askedAt)
                    : Stream.of();
        };
    }

    private Stream<Long> toRead(MemberId memberId, Binding item, ListedComments listed) {
        var missing = listed.isComplete() ? comparison.missing(memberId, item, listed) : List.<Long>of();
        return Stream.concat(comparison.toRead(memberId, item, listed).stream(), missing.stream());
    }

    private static Stream<Finding> findings(SweepStep<Item> step, Stream<Long> ids, Instant askedAt) {
        return ids.map(id -> new Finding(step.sweep(), id, askedAt));
    }
}
