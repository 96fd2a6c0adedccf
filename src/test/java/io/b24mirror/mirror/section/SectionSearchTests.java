package io.b24mirror.mirror.section;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.version.Observation;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static io.b24mirror.mirror.Samples.list;
import static io.b24mirror.mirror.Samples.refused;
import static io.b24mirror.mirror.Samples.throttled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class SectionSearchTests {
    private static final RecordRef SECTION = new RecordRef(ACME, Kinds.CALENDAR_SECTION, 202);
    private static final LocalDate FROM = LocalDate.of(2025, 6, 1);
    private static final LocalDate TO = LocalDate.of(2027, 6, 1);
    private static final CalendarOwner GROUP_49 = CalendarOwner.group(49);

    @Test
    void asksTheKnownOwnerFirst() {
        var step = begin(GROUP_49, 7L);

        assertThat(calls(step)).containsExactly(GROUP_49.sections());
        assertThat(GROUP_49.sections())
                .isEqualTo(Call.of("calendar.section.get", "type", "group").with("ownerId", 49L));
    }

    @Test
    void climbsTheLadder() {
        var step = begin(GROUP_49, 7L);

        step = next(step, list());
        assertThat(calls(step)).containsExactly(CalendarOwner.user(7).sections());

        step = next(step, list());
        assertThat(calls(step)).containsExactly(CalendarOwner.COMPANY.sections(), CalendarOwner.ROOMS.sections(),
                Call.of("calendar.resource.list"),
                Call.of("calendar.section.get", "type", "open_event").with("ownerId", 0L));

        step = next(step, list(), list(), list(), list());
        assertThat(calls(step)).singleElement().extracting(Call::method).isEqualTo("sonet_group.get");

        step = next(step, list(id(1), id(2)));
        assertThat(calls(step)).containsExactly(CalendarOwner.group(1).sections(), CalendarOwner.group(2).sections());

        step = next(step, list(), list());
        assertThat(calls(step)).singleElement().extracting(Call::method).isEqualTo("user.get");

        step = next(step, list(id(7)));
        assertThat(calls(step)).containsExactly(CalendarOwner.user(7).sections());

        step = next(step, list(section(201)));
        assertThat(step).isEqualTo(new Step.Failed<>(new BitrixFailure.NotFound(
                "no calendar shows section 202 to our user: deleted, or not visible")));
    }

    @Test
    void leavesOutRungsThatItCannotClimb() {
        assertThat(calls(begin(null, null))).hasSize(4);
    }

    @Test
    void listsTheEventsOfTheCalendarThatWasFound() {
        var step = next(begin(GROUP_49, null), list(section(201), section(202)));

        assertThat(calls(step)).containsExactly(Call.of("calendar.event.get", "type", "group")
                .with("ownerId", 49L)
                .with("section", List.of(202L))
                .with("from", "2025-06-01")
                .with("to", "2027-06-01"));
    }

    @Test
    void keepsEveryCalendarOfTheOwnerAndReadsEachEventOnce() {
        var step = next(begin(GROUP_49, null), list(section(201), section(202)));

        var found = found(next(step, list(id(5), id(6), id(5), Samples.json("{}"))));

        assertThat(found.value()).extracting(section -> section.ref().id()).containsExactly(201L, 202L);
        assertThat(found.alsoFound()).containsExactly(background(5), background(6));
    }

    @Test
    void keepsTheCalendarWhereItsEventsAreRefused() {
        var step = next(begin(GROUP_49, null), list(section(202)));

        var found = found(next(step, refused()));

        assertThat(found.value()).hasSize(1);
        assertThat(found.alsoFound()).isEmpty();
    }

    @Test
    void triesAgainWhereTheEventsCannotBeListedNow() {
        var step = next(begin(GROUP_49, null), list(section(202)));

        assertThat(next(step, throttled())).isInstanceOf(Step.Failed.class);
    }

    @Test
    void climbsOnWhereARungIsRefused() {
        var step = next(begin(GROUP_49, 7L), refused());
        step = next(step, refused());
        step = next(step, refused(), refused(), refused(), refused());
        step = next(step, refused());

        assertThat(calls(step)).singleElement().extracting(Call::method).isEqualTo("user.get");
        assertThat(next(step, refused())).isInstanceOfSatisfying(Step.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.NotFound.class));
    }

    @ParameterizedTest
    @MethodSource
    void endsTheSearchByTroubleThatConcernsAllCalls(BitrixFailure trouble) {
        var step = next(begin(GROUP_49, 7L), new CallResult.Failed(trouble));

        assertThat(step).isEqualTo(new Step.Failed<>(trouble));
    }

    static List<BitrixFailure> endsTheSearchByTroubleThatConcernsAllCalls() {
        return List.of(new BitrixFailure.TooManyRequests("a"), new BitrixFailure.MethodExhausted("b", NOON),
                new BitrixFailure.Overloaded("c"), new BitrixFailure.Unavailable("d", true),
                new BitrixFailure.TokenExpired("e"), new BitrixFailure.Unauthorized("f"));
    }

    @Test
    void takesAHitDespiteTroubleBesideIt() {
        var step = next(begin(null, null), throttled(), list(section(202)), throttled(), refused());

        assertThat(calls(step)).singleElement().extracting(Call::method).isEqualTo("calendar.event.get");
    }

    @Test
    void findsAResourceInTheListOfResources() {
        var step = next(begin(null, null), list(), list(), list(id(201), id(202)), list());

        assertThat(calls(step)).containsExactly(Call.of("calendar.resource.booking.list", "filter",
                Map.of("resourceTypeIdList", List.of(202L), "from", "2025-06-01", "to", "2027-06-01")));
        assertThat(found(next(step, list(id(7)))).value())
                .extracting(section -> section.ref().id(), record -> record.fields().calendarType(),
                        record -> record.fields().ownerId())
                .containsExactly(tuple(201L, "resource", 0L), tuple(202L, "resource", 0L));
    }

    @Test
    void findsTheCalendarOfOpenEvents() {
        var step = next(begin(null, null), list(), list(), list(), list(section(202)));

        assertThat(calls(step)).singleElement()
                .satisfies(call -> assertThat(call.parameters()).containsEntry("type", "open_event")
                        .containsEntry("ownerId", 0L));
    }

    @Test
    void findsTheCalendarOfAGroupThatIsShownToAdministratorsOnly() {
        var found = search(call -> switch (call.method()) {
            case "sonet_group.get" -> call.parameters().get("IS_ADMIN") instanceof String mode && mode.equals("Y")
                    ? list(id(7))
                    : list();
            default -> call.parameters().equals(CalendarOwner.group(7).sections().parameters())
                    ? list(section(202))
                    : list();
        });

        assertThat(found).isInstanceOf(Step.Found.class);
    }

    @Test
    void findsTheCalendarOfAUserWithoutADepartment() {
        var found = search(call -> switch (call.method()) {
            case "user.get" -> call.parameters().get("ADMIN_MODE") instanceof String mode && mode.equals("Y")
                    ? list(id(31))
                    : list();
            default -> call.parameters().equals(CalendarOwner.user(31).sections().parameters())
                    ? list(section(202))
                    : list();
        });

        assertThat(found).isInstanceOf(Step.Found.class);
    }

    @Test
    void endsWhereAListOfUsersNeverDoes() {
        var step = next(begin(null, null), list(), list(), list(), list());
        step = next(step, list());

        step = next(step, new CallResult.Answered(Samples.json("[]"), 50, NOON));

        assertThat(step).isInstanceOf(Step.Failed.class);
    }

    /// Lets a portal answer until the search ends.
    private static Step<List<Observation<SectionFields>>> search(Function<Call, CallResult> portal) {
        var step = begin(null, null);
        while (step instanceof Step.Ask<List<Observation<SectionFields>>>(var calls, var next, var _)) {
            step = next.apply(calls.stream().map(portal).toList());
        }
        return step;
    }

    @Test
    void looksThroughEveryPageInChunksOfABatch() {
        var step = next(begin(null, null), list(), list(), list(), list());

        step = next(step, new CallResult.Answered(page(1, 60), 60, NOON));
        assertThat(calls(step)).hasSize(50);
        step = next(step, misses(50));
        assertThat(calls(step)).hasSize(10);
        step = next(step, misses(10));
        assertThat(calls(step)).singleElement()
                .satisfies(call -> assertThat(call.parameters()).containsEntry("start", 60));
        step = next(step, list(id(61)));
        assertThat(calls(step)).containsExactly(CalendarOwner.group(61).sections());
    }

    /// The rungs before cost two requests; the last page is looked at again, since lists move up.
    @Test
    void goesOnAmongTheUsersWhereItGotTo() {
        var step = resume("USERS 150");
        step = next(step, list(), list(), list(), list());

        assertThat(calls(step)).singleElement()
                .satisfies(call -> assertThat(call.method()).isEqualTo("user.get"))
                .satisfies(call -> assertThat(call.parameters()).containsEntry("start", 100));
        assertThat(mark(step)).isEqualTo("USERS 150");
        step = next(step, new CallResult.Answered(page(101, 150), 150, NOON));
        step = next(step, misses(50));
        step = next(step, new CallResult.Answered(page(151, 200), 200, NOON));
        assertThat(mark(step)).isEqualTo("USERS 150");
        step = next(step, misses(50));
        assertThat(mark(step)).isEqualTo("USERS 200");
    }

    @Test
    void goesOnAmongTheGroupsWhereItGotTo() {
        var step = resume("GROUPS 50");

        step = next(step, list(), list(), list(), list());

        assertThat(calls(step)).containsExactly(OwnerLists.GROUPS);
        assertThat(mark(step)).isEqualTo("GROUPS 50");
        step = next(step, list());
        assertThat(mark(step)).isEqualTo("USERS 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "USERS", "ROOMS 7", "USERS -1", "USERS 99999999999"})
    void beginsAtTheBeginningWhereAMarkMakesNoSense(String mark) {
        var step = next(resume(mark), list(), list(), list(), list());

        assertThat(calls(step)).containsExactly(OwnerLists.GROUPS);
    }

    private static Step<List<Observation<SectionFields>>> resume(String mark) {
        return new SectionSearch(SECTION, false, CAUSE, new EventListing(SECTION, FROM, TO, CAUSE)::begin,
                SearchMark.of(mark)).begin(Optional.empty(), null);
    }

    private static @Nullable String mark(Step<List<Observation<SectionFields>>> step) {
        return ((Step.Ask<List<Observation<SectionFields>>>) step).mark();
    }

    @Test
    void doesNotGoRoundInCircles() {
        var step = next(begin(null, null), list(), list(), list(), list());

        step = next(step, new CallResult.Answered(page(1, 1), 50, NOON));
        step = next(step, list());
        step = next(step, new CallResult.Answered(page(2, 2), 50, NOON));
        step = next(step, list());

        assertThat(calls(step)).singleElement().extracting(Call::method).isEqualTo("user.get");
    }

    @Test
    void looksForADeletedCalendarAmongItsLikelyOwnersOnly() {
        var step = new SectionSearch(SECTION, true, CAUSE, new EventListing(SECTION, FROM, TO, CAUSE)::begin,
                SearchMark.START)
                .begin(Optional.empty(), 7L);

        step = next(step, list());
        step = next(step, list(), list(), list(), list());

        assertThat(step).isEqualTo(new Step.Nothing<>());
    }

    private static Step<List<Observation<SectionFields>>> begin(@Nullable CalendarOwner known,
            @Nullable Long actingUser) {
        return new SectionSearch(SECTION, false, CAUSE, new EventListing(SECTION, FROM, TO, CAUSE)::begin,
                SearchMark.START)
                .begin(Optional.ofNullable(known), actingUser);
    }

    private static List<Call> calls(Step<List<Observation<SectionFields>>> step) {
        return ((Step.Ask<List<Observation<SectionFields>>>) step).calls();
    }

    private static Step<List<Observation<SectionFields>>> next(Step<List<Observation<SectionFields>>> step,
            CallResult... results) {
        assertThat(calls(step)).hasSameSizeAs(results);
        return ((Step.Ask<List<Observation<SectionFields>>>) step).next().apply(Arrays.asList(results));
    }

    private static Step.Found<List<Observation<SectionFields>>> found(Step<List<Observation<SectionFields>>> step) {
        return (Step.Found<List<Observation<SectionFields>>>) step;
    }

    private static CallResult[] misses(int count) {
        return Collections.nCopies(count, list()).toArray(CallResult[]::new);
    }

    private static JsonNode page(long first, long last) {
        var ids = new ArrayList<String>();
        LongStream.rangeClosed(first, last).forEach(id -> ids.add("{\"ID\": \"" + id + "\"}"));
        return Samples.json(ids.toString());
    }

    private static JsonNode id(long id) {
        return Samples.json("{\"ID\": \"" + id + "\"}");
    }

    private static JsonNode section(long id) {
        return Samples.section().put("ID", Long.toString(id));
    }

    private static FetchRequest background(long id) {
        return new FetchRequest(new RecordRef(ACME, Kinds.CALENDAR_EVENT, id), NOON, Urgency.BACKGROUND, null,
                CAUSE);
    }
}
