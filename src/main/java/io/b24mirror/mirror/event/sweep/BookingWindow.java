package io.b24mirror.mirror.event.sweep;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import io.b24mirror.bitrix.Call;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// A step of a sweep: compares the bookings of resources within some months with our copy.
///
/// Bookings are events, but only a method of their own lists them: the calendars of resources have no owner, so
/// `calendar.event.get`, which asks for owner 0, finds none.
///
/// @param resources
///            the calendars of all resources
public record BookingWindow(List<Long> resources, EventWindow window) {
    static final StepType<BookingWindow> TYPE = new StepType<>("bookings", BookingWindow.class);

    /// Cuts a time into windows.
    ///
    /// @param visibleSince
    ///            since when a resource must have been listed for its bookings to be visible
    public static List<NewStep> steps(List<Long> resources, LocalDate first, LocalDate last, LocalDate today,
            Instant visibleSince) {
        return EventWindow.steps("resource", 0, first, last, today, visibleSince)
                .stream()
                .map(step -> new BookingWindow(resources, (EventWindow) step.payload()))
                .map(step -> NewStep.once(TYPE, step.window().from().toString(), step))
                .toList();
    }

    /// Lists the bookings of resources; both days are included.
    public static Call call(List<Long> resources, LocalDate from, LocalDate to) {
        return Call.of("calendar.resource.booking.list", "filter",
                Map.of("resourceTypeIdList", resources, "from", from.toString(), "to", to.toString()));
    }
}
