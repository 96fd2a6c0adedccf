package io.b24mirror.mirror.event;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

/// Asks for one event: as the service, and where that is shown nothing or less than all of it, as users who may see
/// more, one after the other.
record EventFetch(FetchRequest request, KnownEvent standing) {

    /// What was seen so far.
    ///
    /// @param masked
    ///            the fullest of the restricted answers; null if nothing was shown
    private record Seen(@Nullable Observation<EventFields> masked, Instant askedAt) {
        Seen with(Observation<EventFields> another) {
            return masked == null || Visibility.of(another.raw()).compareTo(Visibility.of(masked.raw())) > 0
                    ? new Seen(another, askedAt)
                    : this;
        }
    }

    Step<FetchResult<EventFields>> begin() {
        return Step.ask(call(), result -> switch (result) {
            case Answered(var answer, var _, var askedAt) -> answer.isNull() || answer.isMissingNode()
                    ? absent(askedAt)
                    : EventAnswer.translate(request.record(), answer, askedAt, request.cause())
                            .map(this::shown)
                            .orElseGet(() -> foreign(answer));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    private Call call() {
        return Call.of("calendar.event.getbyid", "id", request.record().id());
    }

    private Step<FetchResult<EventFields>> absent(Instant askedAt) {
        if (standing.isGone()) {
            return new Step.Nothing<>();
        }
        if (standing.isDropped()) {
            return found(new FetchResult.Gone<>(new Removal(request.record(), askedAt, request.cause())));
        }
        return ask(standing.witnesses(), new Seen(null, askedAt));
    }

    private Step<FetchResult<EventFields>> shown(Observation<EventFields> event) {
        return event.fields().isMasked() ? ask(witnesses(event), new Seen(event, event.fetchedAt())) : present(event);
    }

    /// The users to ask about a restricted event. Whether we hold tokens of those whom the answer names shows when they
    /// are asked; without, that costs nothing.
    ///
    /// A private event is shown to its owner, creator and attendees alone, so its owner and creator come first.
    private List<Long> witnesses(Observation<EventFields> masked) {
        var known = standing.witnesses().stream();
        var users = masked.fields().isPrivate()
                ? Stream.concat(named(masked), known)
                : Stream.concat(known, named(masked));
        return users.filter(id -> id > 0).distinct().toList();
    }

    private static Stream<Long> named(Observation<EventFields> masked) {
        var fields = masked.fields();
        return Stream.of(fields.ownerIfUser(), fields.createdBy(), fields.meetingHostId()).flatMap(Stream::ofNullable);
    }

    private Step<FetchResult<EventFields>> ask(List<Long> users, Seen seen) {
        if (users.isEmpty()) {
            return conclude(seen);
        }
        var user = users.getFirst();
        var others = users.subList(1, users.size());
        return Step.ask(call().as(user), result -> switch (result) {
            case Answered(var answer, var _, var askedAt) ->
                EventAnswer.translate(request.record(), answer, askedAt, request.cause())
                        .map(event -> event.readAs(user))
                        .map(event -> event.fields().isMasked() ? ask(others, seen.with(event)) : present(event))
                        .orElseGet(() -> ask(others, seen));
            case CallResult.Failed(var failure) -> failure instanceof BitrixFailure.OneIdentity
                    ? ask(others, seen)
                    : new Step.Failed<>(failure);
        });
    }

    private Step<FetchResult<EventFields>> conclude(Seen seen) {
        if (seen.masked() != null) {
            return found(new FetchResult.Present<>(seen.masked()));
        }
        return standing.isHeld()
                ? found(new FetchResult.Hidden<>(new Unseen(request.record(), seen.askedAt())))
                : new Step.Failed<>(new BitrixFailure.NotFound(
                        "calendar.event.getbyid answers null: deleted, or not visible to our user"));
    }

    private static Step<FetchResult<EventFields>> found(FetchResult<EventFields> reading) {
        return new Step.Found<>(reading, List.of());
    }

    private Step<FetchResult<EventFields>> present(Observation<EventFields> event) {
        return new Step.Found<>(new FetchResult.Present<>(event), unnamedCopies(event));
    }

    /// MeetingCopies that the main event does not name any more. They are read at once, since few are, and most of them
    /// are gone.
    private List<FetchRequest> unnamedCopies(Observation<EventFields> event) {
        if (event.fields().isCopy(event.ref().id())) {
            return List.of();
        }
        var named = MeetingCopies.namedBy(event.raw());
        return standing.copies()
                .stream()
                .filter(id -> !named.contains(id))
                .map(id -> new FetchRequest(EventKind.ref(event.ref().memberId(), id),
                        event.fetchedAt(), Urgency.FRESH, request.actingUserId(), request.cause()))
                .toList();
    }

    private Step<FetchResult<EventFields>> foreign(JsonNode answer) {
        return new Step.Failed<>(new BitrixFailure.Rejected(answer.isObject()
                ? "calendar.event.getbyid was asked for " + request.record().id() + " and answered another event"
                : "calendar.event.getbyid answered no event but a JSON " + answer.getNodeType()));
    }
}
