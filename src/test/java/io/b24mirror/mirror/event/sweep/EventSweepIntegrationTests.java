package io.b24mirror.mirror.event.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// The parts that compare events, with answers that no portal should give.
class EventSweepIntegrationTests extends SweepTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2025, 2, 3, 10, 0, 0, 0, UTC);

    @Autowired
    private WindowStep windows;

    @Autowired
    private EventCheckStep checks;

    private long event;
    private SweepStep<EventWindow> window;

    @SuppressWarnings("NullAway.Init")
    EventSweepIntegrationTests() {}

    @BeforeEach
    void holdAnEvent() throws InterruptedException {
        installAtLast();
        var section = portal.calendar().addSection("user", 1, "Plans");
        event = portal.calendar().addEvent(section, EventDraft.named("Lunch").at(TEN, Duration.ofHours(1)));
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        window = new SweepStep<>(1, sweeps.start(memberId()).orElseThrow(), new EventWindow("user", 1,
                LocalDate.of(2025, 1, 1), LocalDate.of(2025, 4, 1), false, Instant.EPOCH));
    }

    private void list(String answer) {
        keep(windows, window, answer(windows.begin(window), answer));
    }

    @Test
    void asksAfterAMissingEvent() {
        list("[]");

        assertThat(steps("event")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local_start = '2025-02-03 10:00', local_end = '2025-02-03 11:00'",
            "all_day = true, start_date = '2025-02-03', end_date = null"})
    void asksAfterAMissingEventWhoseDaysAloneAreKnown(String days) {
        jdbc.sql("update mirror.calendar_event set starts_at = null, ends_at = null, " + days).update();

        list("[]");

        assertThat(steps("event")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-12-31 23:00", "2025-01-02 23:59", "2025-03-31 00:00"})
    void doesNotMissWhatTheClockOfItsZonePutsAtTheEdgeOfTheWindow(String time) {
        jdbc.sql("update mirror.calendar_event set local_start = '%1$s', local_end = '%1$s'".formatted(time)).update();

        list("[]");

        assertThat(steps("event")).isZero();
    }

    @Test
    void doesNotMissWhatOnlyAnotherUserCouldRead() {
        jdbc.sql("update mirror.calendar_event set seen_as = 5").update();

        list("[]");

        assertThat(steps("event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "7", "\"\"", "\"[]\"", "[null]", "[1, \"x\", []]", "{\"error\": \"x\"}",
            "[{\"ID\": \"abc\"}]", "[{\"ID\": 99999999999999999999999}]", "[{\"ID\": -5}]", "[[{\"ID\": \"5\"}]]",
            "[{\"ID\": \"77\", \"CAL_TYPE\": \"user\", \"OWNER_ID\": \"2\"}]",
            "[{\"ID\": \"77\", \"CAL_TYPE\": \"group\", \"OWNER_ID\": 1}]"})
    void takesNothingForMissingThatAListCannotBeTrustedWith(String answer) {
        list(answer);

        assertThat(steps("event")).isZero();
        assertThat(rows("select * from sweep.step where payload::text like '%77%'")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"ID\": \"%d\"}]", "[{\"ID\": %d}]", "{\"0\": {\"ID\": \"%d\"}}",
            "[{\"ID\": \"%d\", \"NAME\": \"[busy]\", \"IS_ACCESSIBLE_TO_USER\": false}]",
            "[{\"ID\": \"%d\", \"NAME\": \"Lunch (busy)\", \"DESCRIPTION\": \"\"}]",
            "[{\"ID\": \"%d\", \"NAME\": \"Lunch\", \"LOCATION\": null, \"PRIVATE_EVENT\": false, \"VERSION\": 1, \"ATTENDEE_LIST\": false}]",
            "[{\"ID\": \"%1$d\", \"PARENT_ID\": %1$d, \"LOCATION\": [], \"UF_CRM_CAL_EVENT\": null, \"EXDATE\": null, \"RRULE\": []}]",
            "[{\"ID\": \"%1$d\", \"PARENT_ID\": %1$d, \"LOCATION\": false, \"UF_CRM_CAL_EVENT\": \"\", \"EXDATE\": []}]",
            "[{\"ID\": \"%1$d\", \"PARENT_ID\": %1$d, \"LOCATION\": \"\", \"IS_MEETING\": false, \"ATTENDEE_LIST\": [{\"id\": 0, \"status\": \"Y\"}]}]",
            "[{\"ID\": \"%d\", \"LOCATION\": \"\", \"DATE_FROM_TS_UTC\": 7, \"DATE_TO_TS_UTC\": \"7\"}]"})
    void takesWordingsOfPhpForTheSame(String answer) {
        list(answer.formatted(event));

        assertThat(steps("event") + steps("records")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"ID\": \"%d\", \"NAME\": \"Dinner\", \"LOCATION\": \"\"}]",
            "[{\"ID\": \"%d\", \"VERSION\": \"2\"}]", "[{\"ID\": \"%d\", \"LOCATION\": \"Kitchen\"}]",
            "[{\"ID\": \"%d\", \"RRULE\": {\"FREQ\": \"DAILY\"}}]", "[{\"ID\": \"%d\", \"EXDATE\": \"03.02.2025\"}]",
            "[{\"ID\": \"%d\", \"PARENT_ID\": \"7\"}]",
            "[{\"ID\": \"%d\", \"TZ_FROM\": \"Asia/Tokyo\", \"DT_SKIP_TIME\": \"N\"}]",
            "[{\"ID\": \"%1$d\", \"PARENT_ID\": %1$d, \"LOCATION\": \"\", \"UF_CRM_CAL_EVENT\": [\"D_5\"]}]",
            "[{\"ID\": \"%d\", \"LOCATION\": \"\", \"IS_MEETING\": true, \"ATTENDEE_LIST\": [{\"id\": 1}]}]",
            "[{\"ID\": \"%d\", \"DATE_FROM_FORMATTED\": \"Mon Feb 3 2025 11:00:00\"}]",
            "[{\"ID\": \"%d\", \"DATE_FROM_FORMATTED\": \"Mon Feb 3 2025 11:00:00\", \"IS_ACCESSIBLE_TO_USER\": false}]"})
    void readsWhatIsDifferent(String answer) {
        list(answer.formatted(event));

        assertThat(steps("records")).isEqualTo(1);
    }

    /// Older portals know no such type.
    @Test
    void takesARefusalToListOpenEventsForNoTrouble() {
        var open = new SweepStep<>(2, window.sweep(), new EventWindow("open_event", 0, LocalDate.of(2025, 1, 1),
                LocalDate.of(2025, 4, 1), true, Instant.EPOCH));
        var refusal = new CallResult.Failed(new BitrixFailure.Forbidden("Access denied"));

        assertThat(((Step.Ask<ListedEvents>) windows.begin(open)).next().apply(List.of(refusal)))
                .isEqualTo(new Step.Nothing<>());
        assertThat(((Step.Ask<ListedEvents>) windows.begin(window)).next().apply(List.of(refusal)))
                .isInstanceOf(Step.Failed.class);
    }

    @Test
    void asksOthersAfterAMissingEventThatIsShownRestricted() {
        var step = new SweepStep<>(1, window.sweep(), new EventCheckStep.Event(event));

        keep(checks, step, answer(checks.begin(step), "{\"ID\": \"%d\", \"NAME\": \"Lunch (busy)\"}".formatted(event)));

        assertThat(steps("records")).isEqualTo(1);
        assertThat(texts("select name from reporting.calendar_events")).containsExactly("Lunch");
    }

    @Test
    void takesAHugeList() {
        list(IntStream.rangeClosed(1, 20_000)
                .mapToObj(id -> "{\"ID\": \"" + (id + 1000) + "\", \"NAME\": \"\\u0000 " + "x".repeat(100) + "\"}")
                .collect(Collectors.joining(",", "[", "]")));

        assertThat(steps("records")).isEqualTo(200);
        assertThat(steps("event")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "[]", "{}", "\"null\"", "{\"ID\": \"abc\"}", "{\"ID\": \"4711\"}", "0"})
    void takesNothingButNullForADeletion(String answer) {
        var step = new SweepStep<>(1, window.sweep(), new EventCheckStep.Event(event));

        keep(checks, step, answer(checks.begin(step), answer));
        assertThat(rows("select * from mirror.tombstone")).isEmpty();

        keep(checks, step, answer(checks.begin(step), "null"));
        assertThat(texts("select layer from mirror.tombstone")).containsExactly("SWEEP");
    }
}
