package io.b24mirror.reporting;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

import io.b24mirror.simulation.SimulatedPortal;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;

/// The small office of which the document's examples tell: users 1 (the administrator), 2 and 3, whose deal 5 and lead
/// 7 they meet and write about around Christmas 2024.
final class Office {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final LocalDate TODAY = LocalDate.of(2024, 12, 19);

    private final SimulatedPortal portal;
    private final long anna;
    private final long boris;
    private final long work;
    private final long holidays;

    Office(SimulatedPortal portal) {
        this.portal = portal;
        anna = portal.users().add("Anna");
        boris = portal.users().add("Boris");
        work = portal.calendar().addSection("user", 1, "Work");
        holidays = portal.calendar().addSection("company_calendar", 0, "Holidays");
    }

    private static ZonedDateTime at(int daysFromToday, int hour) {
        return LocalDateTime.of(TODAY.plusDays(daysFromToday), LocalTime.of(hour, 0)).atZone(BERLIN);
    }

    /// Everybody is invited to a weekly meeting, one of which is moved.
    void planMeetings() {
        var calendar = portal.calendar();
        long weekly = calendar.addEvent(work,
                named("Sales meeting").at(at(-17, 9), Duration.ofHours(1))
                        .weekly(DayOfWeek.MONDAY)
                        .until(TODAY.plusDays(40))
                        .attendees(anna, boris));
        calendar.editOccurrence(weekly, TODAY.plusDays(4),
                change().name("Sales meeting before Christmas").at(at(5, 14), Duration.ofMinutes(90)));
        long demo = calendar.addEvent(work,
                named("Demo for the customer").at(at(1, 15), Duration.ofMinutes(45)).attendees(anna).crm("D_5"));
        calendar.by(anna).answer(calendar.childrenOf(demo).getFirst(), "Y");
        calendar.addEvent(holidays, named("Christmas").allDay(LocalDate.of(2024, 12, 25), LocalDate.of(2024, 12, 26)));
        calendar.addEvent(holidays,
                named("New Year").allDay(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 1, 1)).yearly());
    }

    void writeComments() {
        var comments = portal.comments();
        comments.add("deal", 5, anna, "They want the annual plan");
        long offer = comments.add("deal", 5, 1, "Offer sent");
        comments.attach(offer, 11, "offer.pdf", 48_213);
        comments.add("lead", 7, boris, "Called, no answer");
    }

    long planLunch() {
        return portal.calendar().addEvent(work, named("Lunch").at(at(0, 16), Duration.ofHours(1)));
    }

    void inviteTheLead(long lunch) {
        portal.calendar().updateEvent(lunch, change().name("Late lunch").crm("L_7"));
    }

    void cancel(long event) {
        portal.calendar().deleteEvent(event);
    }
}
