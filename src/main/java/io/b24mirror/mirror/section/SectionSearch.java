package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.bitrix.CallResult.Answered;
import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.section.SearchMark.Rung;
import io.b24mirror.mirror.version.Observation;

/// Finds a calendar. Bitrix24 lists calendars by owner only, so this climbs a ladder of likely owners, the cheapest
/// rung first: the owner we know, the user who changed the calendar, the company with rooms, resources and open events,
/// every group, every user.
///
/// A rung that is refused is a miss, since the calendar may still be on the next one. Trouble that concerns all calls
/// ends the search, to be tried again: a miss would say something untrue.
///
/// @param section
///            the calendar
/// @param gone
///            whether we were told that it is deleted: then groups and users are not worth looking through, and not
///            finding it is right
/// @param cause
///            why it is read, and what is listed beside it
/// @param onFound
///            goes on with the owner and all its calendars
/// @param from
///            where among groups and users an earlier search got to. The rungs before are cheap, and climbed again
record SectionSearch(RecordRef section, boolean gone, Cause cause,
        BiFunction<CalendarOwner, List<Observation<SectionFields>>, Step<List<Observation<SectionFields>>>> onFound,
        SearchMark from) {
    private static final Call USERS = OwnerLists.USERS.with("FILTER", Map.of("ACTIVE", "true"));
    private static final int CHUNK = 50;

    Step<List<Observation<SectionFields>>> begin(Optional<CalendarOwner> known, @Nullable Long actingUserId) {
        return known.map(owner -> look(List.of(owner), () -> actingUser(actingUserId), null))
                .orElseGet(() -> actingUser(actingUserId));
    }

    private Step<List<Observation<SectionFields>>> actingUser(@Nullable Long userId) {
        return userId == null ? ownerless() : look(List.of(CalendarOwner.user(userId)), this::ownerless, null);
    }

    private Step<List<Observation<SectionFields>>> ownerless() {
        return look(CalendarOwner.OF_THE_PORTAL, this::groups, null);
    }

    private Step<List<Observation<SectionFields>>> groups() {
        if (gone) {
            return new Step.Nothing<>();
        }
        return from.rung() == Rung.USERS ? users() : page(Rung.GROUPS, from.next(), this::users);
    }

    private Step<List<Observation<SectionFields>>> users() {
        return page(Rung.USERS, from.rung() == Rung.USERS ? from.next() : 0, this::missed);
    }

    private Step<List<Observation<SectionFields>>> missed() {
        return new Step.Failed<>(new BitrixFailure.NotFound("no calendar shows section " + section.id()
                + " to our user: deleted, or not visible"));
    }

    /// Looks through one page of a list of owners, then through the next one.
    private Step<List<Observation<SectionFields>>> page(Rung rung, int start,
            Supplier<Step<List<Observation<SectionFields>>>> afterLast) {
        var mark = from.at(rung, start).inWords();
        var call = start == 0 ? list(rung) : list(rung).with("start", start);
        return new Step.Ask<>(List.of(call), results -> switch (results.getFirst()) {
            case Answered(var page, var next, var _) -> {
                var owners = OwnerLists.owners(page, owner(rung));
                yield look(owners, 0, next != null && next > start && !owners.isEmpty()
                        ? () -> page(rung, next, afterLast)
                        : afterLast, mark);
            }
            case CallResult.Failed(var failure) -> failure.isFinal()
                    ? afterLast.get()
                    : new Step.Failed<>(failure);
        }, mark);
    }

    private static Call list(Rung rung) {
        return rung == Rung.GROUPS ? OwnerLists.GROUPS : USERS;
    }

    private static LongFunction<CalendarOwner> owner(Rung rung) {
        return rung == Rung.GROUPS ? CalendarOwner::group : CalendarOwner::user;
    }

    /// Looks at owners from one on, as many as fit in a batch, then at the others.
    private Step<List<Observation<SectionFields>>> look(List<CalendarOwner> owners, int first,
            Supplier<Step<List<Observation<SectionFields>>>> otherwise, String mark) {
        if (first >= owners.size()) {
            return otherwise.get();
        }
        int to = Math.min(first + CHUNK, owners.size());
        return look(owners.subList(first, to), () -> look(owners, to, otherwise, mark), mark);
    }

    private Step<List<Observation<SectionFields>>> look(List<CalendarOwner> owners,
            Supplier<Step<List<Observation<SectionFields>>>> otherwise,
            @Nullable String mark) {
        return new Step.Ask<>(owners.stream().map(CalendarOwner::sections).toList(),
                results -> hit(owners, results).or(() -> trouble(results)).orElseGet(otherwise), mark);
    }

    /// A hit counts whatever else went wrong.
    private Optional<Step<List<Observation<SectionFields>>>> hit(List<CalendarOwner> owners, List<CallResult> results) {
        return IntStream.range(0, owners.size())
                .mapToObj(i -> hit(owners.get(i), sections(owners.get(i), results.get(i))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Step<List<Observation<SectionFields>>>> hit(CalendarOwner owner,
            List<Observation<SectionFields>> sections) {
        return wanted(sections).isEmpty() ? Optional.empty() : Optional.of(onFound.apply(owner, sections));
    }

    private List<Observation<SectionFields>> wanted(List<Observation<SectionFields>> sections) {
        return sections.stream().filter(one -> one.ref().id() == section.id()).toList();
    }

    private List<Observation<SectionFields>> sections(CalendarOwner owner, CallResult result) {
        return switch (result) {
            case Answered(var list, var _, var askedAt) -> sections(owner, list, askedAt);
            case CallResult.Failed _ -> List.of();
        };
    }

    private List<Observation<SectionFields>> sections(CalendarOwner owner, JsonNode list, Instant askedAt) {
        return BitrixFields.elements(list)
                .stream()
                .map(one -> SectionAnswer.translate(section.memberId(), owner, one, askedAt, cause))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Step<List<Observation<SectionFields>>>> trouble(List<CallResult> results) {
        return results.stream()
                .flatMap(result -> result instanceof CallResult.Failed(var failure) && !failure.isFinal()
                        ? Stream.<Step<List<Observation<SectionFields>>>>of(new Step.Failed<>(failure))
                        : Stream.empty())
                .findFirst();
    }
}
