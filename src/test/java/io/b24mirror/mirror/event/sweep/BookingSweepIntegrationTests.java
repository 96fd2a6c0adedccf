package io.b24mirror.mirror.event.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.bitrix.Call;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.EventDraft;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

/// The bookings of a resource, with answers as `calendar.resource.booking.list` gives them.
class BookingSweepIntegrationTests extends SweepTest {
    private static final ZonedDateTime TEN = ZonedDateTime.of(2025, 2, 3, 10, 0, 0, 0, UTC);

    @Autowired
    private BookingStep bookings;

    @Autowired
    private EventCheckStep checks;

    private long resource;
    private long booking;
    private SweepStep<BookingWindow> window;

    @SuppressWarnings("NullAway.Init")
    BookingSweepIntegrationTests() {}

    @BeforeEach
    void holdABooking() throws InterruptedException {
        installAtLast();
        resource = portal.calendar().addSection("resource", 0, "Projector");
        booking = portal.calendar().addEvent(resource, EventDraft.named("Booked").at(TEN, Duration.ofHours(1)));
        deliverAndWork();
        clock.advance(Duration.ofMinutes(1));
        window = window(Instant.EPOCH);
    }

    private SweepStep<BookingWindow> window(Instant visibleSince) {
        return new SweepStep<>(1, sweeps.start(memberId()).orElseThrow(),
                new BookingWindow(List.of(resource), new EventWindow("resource", 0, LocalDate.of(2025, 1, 1),
                        LocalDate.of(2025, 4, 1), false, visibleSince)));
    }

    private void list(String answer) {
        keep(bookings, window, answer(bookings.begin(window), answer));
    }

    @Test
    void asksForTheBookingsOfAllResources() {
        assertThat(((Step.Ask<ListedEvents>) bookings.begin(window)).calls())
                .containsExactly(Call.of("calendar.resource.booking.list", "filter", Map.of("resourceTypeIdList",
                        List.of(resource), "from", "2025-01-01", "to", "2025-04-01")));
    }

    @Test
    void holdsABookingThatAnEventTold() {
        assertThat(texts("select name || ' ' || calendar_type || ' ' || owner_id from reporting.calendar_events"))
                .containsExactly("Booked resource 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "\"10\"", "null", "[]", "false"})
    void readsABookingThatIsNewWhateverItsNumberLooksLike(String number) {
        list("""
                [{"ID": "77", "CAL_TYPE": "resource", "OWNER_ID": "0", "EVENT_TYPE": "#resourcebooking#",
                    "~DESCRIPTION": "", "RESOURCE_BOOKING_ID": %s}, {"ID": "%d", "RESOURCE_BOOKING_ID": %s}]"""
                .formatted(number, booking, number));

        assertThat(texts("select payload ->> 'ids' from sweep.step where type = 'records'")).containsExactly("[77]");
        assertThat(steps("event")).isZero();
    }

    @Test
    void asksAfterABookingThatIsMissingUntilItIsGone() {
        list("[]");
        assertThat(texts("select key from sweep.step where type = 'event'")).containsExactly(Long.toString(booking));

        var step = new SweepStep<>(1, window.sweep(), new EventCheckStep.Event(booking));
        keep(checks, step, answer(checks.begin(step), "null"));
        assertThat(texts("select kind || ' ' || layer from mirror.tombstone")).containsExactly("calendar_event SWEEP");

        jdbc.sql("delete from sweep.step").update();
        list("[]");
        assertThat(steps("event")).isZero();
    }

    @Test
    void missesNothingWhereOurUserMayNotBeShownTheBookings() {
        jdbc.sql("delete from sweep.sweep").update();
        window = window(Instant.parse("9999-12-31T23:59:59Z"));

        list("[]");

        assertThat(steps("event")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "7", "\"\"", "[null]", "[[]]", "[{\"ID\": \"abc\"}]"})
    void takesNothingForMissingThatAListCannotBeTrustedWith(String answer) {
        list(answer);

        assertThat(steps("event")).isZero();
    }
}
