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
import io.b24mirror.mirror.Lenient;

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
record SectionSearch(RecordRef section, boolean gone, Cause cause,
        BiFunction<CalendarOwner, List<SectionRecord>, Step<List<SectionRecord>>> onFound) {
    private static final Call USERS = OwnerPages.USERS.with("FILTER", Map.of("ACTIVE", "true"));
    private static final int CHUNK = 50;

    Step<List<SectionRecord>> begin(Optional<CalendarOwner> known, @Nullable Long actingUserId) {
        return known.map(owner -> look(List.of(owner), () -> actingUser(actingUserId)))
                .orElseGet(() -> actingUser(actingUserId));
    }

    private Step<List<SectionRecord>> actingUser(@Nullable Long userId) {
        return userId == null ? ownerless() : look(List.of(CalendarOwner.user(userId)), this::ownerless);
    }

    private Step<List<SectionRecord>> ownerless() {
        return look(CalendarOwner.OF_THE_PORTAL, this::groups);
    }

    private Step<List<SectionRecord>> groups() {
        return gone ? new Step.Nothing<>() : page(OwnerPages.GROUPS, 0, CalendarOwner::group, this::users);
    }

    private Step<List<SectionRecord>> users() {
        return page(USERS, 0, CalendarOwner::user, this::missed);
    }

    private Step<List<SectionRecord>> missed() {
        return new Step.Failed<>(new BitrixFailure.NotFound("no calendar shows section " + section.id()
                + " to our user: deleted, or not visible"));
    }

    /// Looks through one page of a list of owners, then through the next one.
    private Step<List<SectionRecord>> page(Call list, int start, LongFunction<CalendarOwner> owner,
            Supplier<Step<List<SectionRecord>>> afterLast) {
        return Step.ask(start == 0 ? list : list.with("start", start), result -> switch (result) {
            case Answered(var page, var next, var _) -> {
                var owners = OwnerPages.owners(page, owner);
                yield look(owners, 0, next != null && next > start && !owners.isEmpty()
                        ? () -> page(list, next, owner, afterLast)
                        : afterLast);
            }
            case CallResult.Failed(var failure) -> Refusals.isLasting(failure)
                    ? afterLast.get()
                    : new Step.Failed<>(failure);
        });
    }

    /// Looks at owners from one on, as many as fit in a batch, then at the others.
    private Step<List<SectionRecord>> look(List<CalendarOwner> owners, int from,
            Supplier<Step<List<SectionRecord>>> otherwise) {
        if (from >= owners.size()) {
            return otherwise.get();
        }
        int to = Math.min(from + CHUNK, owners.size());
        return look(owners.subList(from, to), () -> look(owners, to, otherwise));
    }

    private Step<List<SectionRecord>> look(List<CalendarOwner> owners, Supplier<Step<List<SectionRecord>>> otherwise) {
        return new Step.Ask<>(owners.stream().map(CalendarOwner::sections).toList(),
                results -> hit(owners, results).or(() -> trouble(results)).orElseGet(otherwise));
    }

    /// A hit counts whatever else went wrong.
    private Optional<Step<List<SectionRecord>>> hit(List<CalendarOwner> owners, List<CallResult> results) {
        return IntStream.range(0, owners.size())
                .mapToObj(i -> hit(owners.get(i), sections(owners.get(i), results.get(i))))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Step<List<SectionRecord>>> hit(CalendarOwner owner, List<SectionRecord> sections) {
        return wanted(sections).isEmpty() ? Optional.empty() : Optional.of(onFound.apply(owner, sections));
    }

    private List<SectionRecord> wanted(List<SectionRecord> sections) {
        return sections.stream().filter(one -> one.sectionId() == section.id()).toList();
    }

    private List<SectionRecord> sections(CalendarOwner owner, CallResult result) {
        return switch (result) {
            case Answered(var list, var _, var askedAt) -> sections(owner, list, askedAt);
            case CallResult.Failed _ -> List.of();
        };
    }

    private List<SectionRecord> sections(CalendarOwner owner, JsonNode list, Instant askedAt) {
        return Lenient.elements(list)
                .stream()
                .map(one -> SectionRecord.of(section.memberId(), owner, one, askedAt, cause))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Step<List<SectionRecord>>> trouble(List<CallResult> results) {
        return results.stream()
                .flatMap(result -> result instanceof CallResult.Failed(var failure) && !Refusals.isLasting(failure)
                        ? Stream.<Step<List<SectionRecord>>>of(new Step.Failed<>(failure))
                        : Stream.empty())
                .findFirst();
    }
}
