package io.b24mirror.mirror.comment;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

/// Asks for one comment and the items it stands on: as the service, and where that is refused as users who may see it,
/// one after the other.
///
/// @param begunAt
///            before the first call
record CommentFetch(FetchRequest request, KnownComment standing, Instant begunAt) {

    /// More items than a comment hangs on.
    private static final int MAX_ITEMS = 2_000;

    Step<FetchResult<CommentFields>> begin() {
        return ask(null, standing.witnesses());
    }

    private Step<FetchResult<CommentFields>> ask(@Nullable Long userId, List<Long> others) {
        return new Step.Ask<>(List.of(as(userId, comment()), as(userId, bindings(0))),
                results -> switch (results.getFirst()) {
                    case Answered(var answer, var _, var askedAt) ->
                        CommentAnswer.translate(request.record(), answer, askedAt, request.cause())
                                .map(comment -> bound(comment.readAs(userId), Set.of(), 0, results.getLast()))
                                .orElseGet(this::foreign);
                    case CallResult.Failed(BitrixFailure.NotFound failure) -> absent(failure);
                    case CallResult.Failed(BitrixFailure.Forbidden failure) -> next(others, failure);
                    case CallResult.Failed(var failure) ->
                        userId != null && failure instanceof BitrixFailure.OneIdentity
                                ? next(others, failure)
                                : new Step.Failed<>(failure);
                });
    }

    private Call comment() {
        return Call.of("crm.timeline.comment.get", "id", request.record().id());
    }

    private Call bindings(int start) {
        var list = Call.of("crm.timeline.bindings.list", "filter", Map.of("OWNER_ID", request.record().id()));
        return start == 0 ? list : list.with("start", start);
    }

    private static Call as(@Nullable Long userId, Call call) {
        return userId == null ? call : call.as(userId);
    }

    private Step<FetchResult<CommentFields>> next(List<Long> users, BitrixFailure refusal) {
        if (!users.isEmpty() && !standing.isGone()) {
            return ask(users.getFirst(), users.subList(1, users.size()));
        }
        if (standing.isGone()) {
            return new Step.Nothing<>();
        }
        return standing.isHeld()
                ? found(new FetchResult.Hidden<>(new Unseen(request.record(), begunAt)))
                : new Step.Failed<>(refusal);
    }

    /// Gathers the pages of bindings, until one shows nothing new: behind the last page, the portal answers the first
    /// one again. Where they are refused, what we hold of them stands if it can be true.
    private Step<FetchResult<CommentFields>> bound(Observation<CommentFields> comment, Set<Binding> before, int start,
            CallResult result) {
        return switch (result) {
            case Answered(var page, var next, var _) -> {
                var read = new LinkedHashSet<>(before);
                boolean showsMore = read.addAll(Binding.of(comment.ref().id(), page));
                yield showsMore && next != null && next > start && next < MAX_ITEMS
                        ? Step.ask(as(comment.readAs(), bindings(next)), further -> bound(comment, read, next, further))
                        : present(comment, read);
            }
            case CallResult.Failed(var failure) -> failure instanceof BitrixFailure.OneIdentity
                    ? present(comment, standing.bindings().containsAll(comment.fields().bindings())
                            ? standing.bindings()
                            : List.of())
                    : new Step.Failed<>(failure);
        };
    }

    private Step<FetchResult<CommentFields>> present(Observation<CommentFields> comment, Collection<Binding> bindings) {
        return found(new FetchResult.Present<>(CommentAnswer.standingOn(comment, bindings, standing.lastItems())));
    }

    private Step<FetchResult<CommentFields>> absent(BitrixFailure failure) {
        if (standing.isGone()) {
            return new Step.Nothing<>();
        }
        return standing.isHeld()
                ? found(new FetchResult.Gone<>(new Removal(request.record(), begunAt, request.cause())))
                : new Step.Failed<>(failure);
    }

    private static Step<FetchResult<CommentFields>> found(FetchResult<CommentFields> reading) {
        return new Step.Found<>(reading, List.of());
    }

    private Step<FetchResult<CommentFields>> foreign() {
        return new Step.Failed<>(new BitrixFailure.Rejected("crm.timeline.comment.get was asked for "
                + request.record().id() + " and did not answer that comment"));
    }
}
