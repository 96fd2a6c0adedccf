package io.b24mirror.mirror.event;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static io.b24mirror.mirror.Samples.answered;
import static org.assertj.core.api.Assertions.assertThat;

class EventFetchTests {
    private static final RecordRef EVENT = new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265);
    private static final CallResult NULL = answered(Samples.json("null"));
    private static final CallResult REFUSED = new CallResult.Failed(new BitrixFailure.Unauthorized("no token"));

    private final List<@Nullable Long> asked = new ArrayList<>();

    @Test
    void asksNobodyElseWhereTheServiceSeesAll() {
        var step = question(true, 5L, 6L).begin();

        assertThat(event(answer(step, answered(Samples.event()))).readAs()).isNull();
        assertThat(asked).containsExactly((Long) null);
    }

    @Test
    void asksUsersOneAfterTheOtherWhereTheServiceSeesNothing() {
        var step = answer(question(true, 5L, 6L, 7L).begin(), NULL, NULL, REFUSED, answered(Samples.event()));

        assertThat(event(step).readAs()).isEqualTo(7);
        assertThat(asked).containsExactly(null, 5L, 6L, 7L);
    }

    @ParameterizedTest
    @MethodSource("io.b24mirror.mirror.event.RestrictedAnswers#all")
    void asksUsersWhereTheServiceIsShownARestrictedAnswer(ObjectNode restricted) {
        var nobody = restricted.put("OWNER_ID", "0").put("CREATED_BY", "0").put("MEETING_HOST", "0");

        var step = answer(question(true, 5L).begin(), answered(nobody), answered(Samples.event()));

        assertThat(event(step)).extracting(record -> record.fields().isMasked(), Observation::readAs)
                .containsExactly(false, 5L);
    }

    @Test
    void asksWhomTheMaskedEventNames() {
        var masked = masked().put("OWNER_ID", "8").put("CREATED_BY", "10").put("MEETING_HOST", "9");

        answer(question(false, 5L).begin(), answered(masked), REFUSED, REFUSED, REFUSED, REFUSED);

        assertThat(asked).containsExactly(null, 5L, 8L, 10L, 9L);
    }

    @Test
    void asksTheOwnerAndTheCreatorOfAPrivateEventFirst() {
        var restricted = RestrictedAnswers.ofAPrivateEvent()
                .put("OWNER_ID", "8")
                .put("CREATED_BY", "10")
                .put("MEETING_HOST", "8");

        answer(question(false, 5L, 6L, 7L).begin(), answered(restricted), REFUSED, REFUSED, REFUSED);

        assertThat(asked).containsExactly(null, 8L, 10L, 5L);
    }

    @Test
    void takesTheFullestOfRestrictedAnswers() {
        var step = answer(question(false, 5L, 6L).begin(), answered(RestrictedAnswers.timeOnly()),
                answered(RestrictedAnswers.titleOnly()), answered(RestrictedAnswers.timeOnly()), REFUSED);

        assertThat(event(step))
                .extracting(record -> record.fields().name(), record -> record.fields().isMasked(), Observation::readAs)
                .containsExactly("Event Name (busy)", true, 5L);
    }

    @Test
    void takesTheMaskedEventWhereNobodySeesMore() {
        var step = answer(question(false, 5L).begin(), NULL, answered(masked()));

        assertThat(event(step)).extracting(record -> record.fields().isMasked(), Observation::readAs)
                .containsExactly(true, 5L);
    }

    @Test
    void hidesAHeldEventThatNobodyIsShown() {
        var step = answer(question(true, 5L).begin(), NULL, NULL);

        assertThat(found(step)).isEqualTo(new FetchResult.Hidden<>(new Unseen(EVENT, NOON)));
    }

    @Test
    void knowsNothingOfAnEventThatItDoesNotHoldAndNobodyIsShown() {
        assertThat(answer(question(false, 5L).begin(), NULL, NULL)).isInstanceOfSatisfying(Step.Failed.class,
                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.NotFound.class));
    }

    @Test
    void takesNoOtherEventFromAUser() {
        var step = answer(question(true, 5L).begin(), NULL, answered(Samples.event().put("ID", "1")));

        assertThat(found(step)).isInstanceOf(FetchResult.Hidden.class);
    }

    @ParameterizedTest
    @MethodSource
    void triesAgainLaterWhereAUserCannotBeAskedNow(BitrixFailure failure) {
        var step = answer(question(true, 5L).begin(), NULL, new CallResult.Failed(failure));

        assertThat(step).isEqualTo(new Step.Failed<>(failure));
    }

    static Stream<BitrixFailure> triesAgainLaterWhereAUserCannotBeAskedNow() {
        return Stream.of(new BitrixFailure.TooManyRequests("QUERY_LIMIT_EXCEEDED"),
                new BitrixFailure.MethodExhausted("OPERATION_TIME_LIMIT", null),
                new BitrixFailure.Overloaded("OVERLOAD_LIMIT"), new BitrixFailure.Unavailable("HTML", true));
    }

    private static EventFetch question(boolean held, Long... witnesses) {
        return new EventFetch(new FetchRequest(EVENT, NOON, Urgency.FRESH, null, CAUSE),
                new KnownEvent(held, false, false, List.of(), List.of(witnesses)));
    }

    private Step<FetchResult<EventFields>> answer(Step<FetchResult<EventFields>> step, CallResult... results) {
        var next = step;
        for (var result : results) {
            var ask = (Step.Ask<FetchResult<EventFields>>) next;
            asked.add(ask.calls().getFirst().userId());
            next = ask.next().apply(List.of(result));
        }
        return next;
    }

    private static FetchResult<EventFields> found(Step<FetchResult<EventFields>> step) {
        return ((Step.Found<FetchResult<EventFields>>) step).value();
    }

    private static Observation<EventFields> event(Step<FetchResult<EventFields>> step) {
        return ((FetchResult.Present<EventFields>) found(step)).observations().getFirst();
    }

    private static ObjectNode masked() {
        return Samples.event().put("NAME", "[busy]").put("IS_ACCESSIBLE_TO_USER", false);
    }
}
