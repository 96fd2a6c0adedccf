package io.b24mirror.mirror.event.sweep;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// A step of a sweep: compares the events of one owner within some months with our copy.
///
/// Bitrix24 takes the days of a window for days of UTC, and an event keeps the days of its own time zone; so an event
/// counts as missing only if it lies some days within the window, and windows overlap by so much.
///
/// @param from
///            first day
/// @param to
///            last day
/// @param isCurrent
///            whether today lies in it
/// @param listedAt
///            when the owner's calendars were listed; those seen by then are visible
public record EventWindow(String type, long ownerId, LocalDate from, LocalDate to, boolean isCurrent,
        Instant listedAt) {
    static final StepType<EventWindow> TYPE = new StepType<>("window", EventWindow.class);

    /// A quarter's events of a busy owner are some hundreds, which one request can list.
    private static final int MONTHS = 3;
    private static final int MARGIN_DAYS = 2;

    /// Cuts a time into windows.
    public static List<NewStep> steps(String type, long ownerId, LocalDate first, LocalDate last, LocalDate today,
            Instant listedAt) {
        var steps = new ArrayList<NewStep>();
        var from = first;
        while (true) {
            var to = from.plusMonths(MONTHS).isBefore(last) ? from.plusMonths(MONTHS) : last;
            var next = to.minusDays(2 * MARGIN_DAYS);
            boolean isCurrent = !today.isBefore(from.plusDays(MARGIN_DAYS))
                    && today.isBefore(next.plusDays(MARGIN_DAYS));
            steps.add(step(new EventWindow(type, ownerId, from, to, isCurrent, listedAt)));
            if (!to.isBefore(last)) {
                return steps;
            }
            from = next;
        }
    }

    /// One window for all of a time, for an owner of whom few events are expected.
    public static NewStep whole(String type, long ownerId, LocalDate first, LocalDate last, Instant listedAt) {
        return step(new EventWindow(type, ownerId, first, last, true, listedAt));
    }

    private static NewStep step(EventWindow window) {
        return NewStep.once(TYPE, window.type() + "/" + window.ownerId() + "/" + window.from(), window);
    }

    /// Whether a portal may refuse to list it because it is older than its type.
    boolean mayBeUnknown() {
        return type.equals("open_event");
    }

    /// From here on events that are not listed are missing.
    LocalDate innerFrom() {
        return from.plusDays(MARGIN_DAYS);
    }

    /// Up to here events that are not listed are missing.
    LocalDate innerTo() {
        return to.minusDays(MARGIN_DAYS);
    }
}
