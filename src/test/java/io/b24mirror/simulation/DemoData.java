package io.b24mirror.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.random.RandomGenerator;

import tools.jackson.databind.node.ObjectNode;

import static io.b24mirror.simulation.EventDraft.named;

/// Fills a portal with the life of a small company, the samples of the documentation among it.
final class DemoData {

    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    static final List<String> SUBJECTS = List.of("Call with Northwind", "Offer review", "Interview", "Site visit",
            "Budget round", "Training", "Handover", "Quarterly planning", "Release check", "Supplier talk");
    static final List<String> REMARKS = List.of("Called back, wants the offer by Friday.",
            "Contract is signed 🎉", "[B]Important:[/B] discount approved up to 5%.", "Sent the revised drawings.",
            "No answer yet, try again next week.", "Invoice has been paid.");
    private static final List<String> PEOPLE = List.of("Boris Becker", "Clara Chen", "Dmitri Danilov", "Elena Esposito",
            "Farid Farouk", "Greta Gruber", "Hugo Hansen", "Ines Ivanova", "Jonas Jensen", "Karin Kowalska",
            "Liam Lopez");

    private final SimulatedPortal portal;
    private final Clock clock;
    private final RandomGenerator random;

    DemoData(SimulatedPortal portal, Clock clock, RandomGenerator random) {
        this.portal = portal;
        this.clock = clock;
        this.random = random;
    }

    void fill() {
        PEOPLE.forEach(portal.users()::add);
        portal.users().add("Mona Meyer", false, false);
        List.of("Sales", "Engineering", "Marketing").forEach(portal.groups()::add);
        portal.calendar().putSection(sample("section-202.json"));
        portal.calendar().putSection(sample("section-4.json"));
        portal.calendar().putEvent(sample("event-1265.json"));
        fillSections();
        fillEvents();
        fillComments();
    }

    private void fillSections() {
        portal.calendar().addSection("company_calendar", 0, "Company");
        portal.calendar().addSection("location", 0, "Meeting room Baltic");
        portal.calendar().addSection("resource", 0, "Delivery van");
        portal.groups().ids().forEach(id -> portal.calendar().addSection("group", id, portal.groups().nameOf(id)));
        for (var user : portal.users().all()) {
            portal.calendar().by(user.id()).addSection("user", user.id(), "Calendar of " + user.firstName());
        }
    }

    private void fillEvents() {
        var sections = portal.calendar().sectionIds();
        for (var number = 0; number < 60; number++) {
            var section = sections.get(random.nextInt(sections.size()));
            portal.calendar().addEvent(section, ordinary().description("Prepared by the demo"));
        }
        var own = portal.calendar().by(2L).addSection("user", 2, "Boris at work");
        var today = today();
        portal.calendar()
                .addEvent(own, named("Stand-up").at(at(today.minusDays(20), 9), Duration.ofMinutes(15))
                        .weekly(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY));
        portal.calendar().addEvent(own, named("Trade fair").allDay(today.plusDays(10), today.plusDays(12)));
        portal.calendar().addEvent(own, named("Birthday").allDay(today.minusDays(100), today.minusDays(100)).yearly());
        portal.calendar()
                .addEvent(own, named("Doctor").at(at(today.plusDays(2), 8), Duration.ofHours(1))
                        .confidential());
        portal.calendar()
                .addEvent(own, named("Kick-off").at(at(today.plusDays(1), 10), Duration.ofHours(2))
                        .room(room())
                        .attendees(3L, 4L, 5L)
                        .crm("D_5", "CO_1", "T416_3"));
    }

    private long room() {
        return portal.calendar()
                .sectionIds()
                .stream()
                .filter(id -> Json.text(portal.calendar().section(id).orElseThrow().path("CAL_TYPE"))
                        .equals("location"))
                .findFirst()
                .orElseThrow();
    }

    private void fillComments() {
        portal.comments().putComment(sample("comment-999.json"));
        for (var number = 0; number < 40; number++) {
            portal.comments()
                    .add(List.of("deal", "lead", "contact", "company", "dynamic_1046").get(number % 5),
                            random.nextInt(1, 12), somebody(), any(REMARKS));
        }
        portal.comments().attach(portal.comments().ids().getLast(), 314, "drawing.pdf", 48_213);
    }

    /// An hour or two of work, some days from now.
    EventDraft ordinary() {
        var day = today().plusDays(random.nextInt(-25, 60));
        return named(any(SUBJECTS)).at(at(day, random.nextInt(8, 18)), Duration.ofMinutes(30L * random.nextInt(1, 5)));
    }

    long somebody() {
        return random.nextLong(1, PEOPLE.size() + 2);
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZONE);
    }

    private static ZonedDateTime at(LocalDate date, int hour) {
        return date.atTime(hour, 0).atZone(ZONE);
    }

    static ObjectNode sample(String name) {
        try (var stream = DemoData.class.getResourceAsStream("/simulation/" + name)) {
            if (stream == null) {
                throw new IllegalArgumentException("No sample " + name);
            }
            return (ObjectNode) Json.MAPPER.readTree(stream);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
