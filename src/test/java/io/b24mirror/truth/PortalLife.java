package io.b24mirror.truth;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.Access;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedPortal;

/// What the people of a portal do, one random thing at a time. What needs something that is not there is left undone.
final class PortalLife {
    static final long IDENTITY = 1;

    private static final List<String> ZONES = List.of("Europe/Riga", "UTC", "America/New_York", "Asia/Kathmandu",
            "Europe/Berlin");
    private static final List<String> ITEMS = List.of("deal", "lead", "dynamic_1046");
    private static final List<String> CRM_CODES = List.of("D_5", "L_2", "CO_1", "T416_3", "C_9");
    private static final LocalDate DAY = LocalDate.of(2025, 1, 15);

    /// How many days from that events begin. A series that ends before it begins is shown by no list.
    private static final int LATEST = 200;

    private final SimulatedPortal portal;
    private final List<Long> people = new ArrayList<>();
    private final List<Long> groups = new ArrayList<>();
    private final List<Consumer<RandomGenerator>> actions = new ArrayList<>();

    PortalLife(SimulatedPortal portal) {
        this.portal = portal;
        people.add(IDENTITY);
        people.add(portal.users().add("Boris Busy"));
        people.add(portal.users().add("Clara Calm"));
        people.add(portal.users().add("Dora Deputy", true, true));
        groups.add(portal.groups().add("Sales"));
        groups.add(portal.groups().add("Support"));
        plan();
    }

    private void plan() {
        often(2, this::addSection);
        often(1, this::changeSection);
        often(1, this::deleteSection);
        often(5, this::addEvent);
        often(5, this::changeEvent);
        often(1, this::moveEvent);
        often(1, this::editOccurrence);
        often(2, this::deleteEvent);
        often(3, this::addMeeting);
        often(2, this::inviteAgain);
        often(2, this::answer);
        often(1, this::bookRoom);
        often(1, this::deleteOccurrence);
        often(1, this::editFollowing);
        often(1, this::hideSection);
        often(1, this::limitSection);
        often(1, this::showSections);
        planSilentChanges();
        often(4, this::addComment);
        often(3, this::changeComment);
        often(1, this::deleteComment);
        often(1, this::attachFile);
        often(2, this::bindComment);
        often(1, this::unbindComment);
    }

    /// What no event tells of.
    private void planSilentChanges() {
        often(1, this::declineByDeleting);
        often(1, this::relink);
        often(1, this::color);
        often(1, this::deleteOccurrenceByImport);
        often(1, this::switchSection);
        often(1, this::changeExternalSection);
        often(1, this::deleteBySynchronisation);
        often(1, this::cleanUpCopies);
        often(1, this::deleteResourceInCrm);
    }

    private void often(int weight, Consumer<RandomGenerator> action) {
        for (int time = 0; time < weight; time++) {
            actions.add(action);
        }
    }

    /// There is something before the app comes; who has no calendar gets one silently with a first invitation.
    void moveIn() {
        portal.calendar().addSection("user", IDENTITY, "Calendar of the identity");
        var company = portal.calendar().addSection("company_calendar", 0, "Company");
        portal.calendar().addEvent(company, EventDraft.named("Talk").crm("D_5"));
        portal.comments().add("deal", 5, IDENTITY, "The first comment");
    }

    /// Does one thing.
    void act(RandomGenerator random) {
        any(actions, random).accept(random);
    }

    // Calendars

    private void addSection(RandomGenerator random) {
        var name = word("Calendar", random);
        var calendar = portal.calendar().by(somebody(random));
        switch (random.nextInt(8)) {
            case 0 -> calendar.addSection("group", any(groups, random), name);
            case 4 -> calendar.addSection("open_event", 0, name);
            case 5 -> calendar.addExternalSection("user", any(people, random), name);
            case 1 -> calendar.addSection("company_calendar", 0, name);
            case 2 -> calendar.addSection("location", 0, name);
            case 3 -> calendar.addSection("resource", 0, name);
            default -> calendar.addSection("user", any(people, random), name);
        }
    }

    private void changeSection(RandomGenerator random) {
        some(portal.calendar().sectionIds(), random,
                id -> portal.calendar().by(somebody(random)).renameSection(id, word("Renamed", random)));
    }

    private void deleteSection(RandomGenerator random) {
        some(portal.calendar().sectionIds(), random, id -> portal.calendar().by(somebody(random)).deleteSection(id));
    }

    // Events

    private void addEvent(RandomGenerator random) {
        some(portal.calendar().sectionIds(), random, id -> {
            var draft = made(dated(EventDraft.named(word("Event", random)), random), random);
            if (!isBooked(id)) {
                repeated(draft, random);
            }
            dressed(draft, random);
            portal.calendar().by(somebody(random)).addEvent(id, draft);
        });
    }

    private void addMeeting(RandomGenerator random) {
        var sections = portal.calendar().sectionIds().stream().filter(id -> !isBooked(id)).toList();
        some(sections, random, id -> {
            var draft = made(dated(EventDraft.named(word("Meeting", random)), random), random)
                    .attendees(guests(random));
            repeated(draft, random);
            dressed(draft, random);
            if (random.nextInt(3) == 0) {
                some(rooms(), random, draft::room);
            }
            portal.calendar().by(creator(random)).addEvent(id, draft);
        });
    }

    private void changeEvent(RandomGenerator random) {
        some(portal.calendar().eventIds(), random, id -> {
            var change = EventDraft.change().name(word("Changed", random));
            if (random.nextInt(3) == 0) {
                dated(change, random);
            }
            dressed(change, random);
            portal.calendar().by(somebody(random)).updateEvent(id, change);
        });
    }

    private void moveEvent(RandomGenerator random) {
        some(portal.calendar().eventIds(), random, id -> {
            var event = event(id);
            var others = portal.calendar().sectionIds().stream().filter(section -> sameOwner(section, event)).toList();
            some(others, random,
                    section -> portal.calendar()
                            .by(somebody(random))
                            .updateEvent(id, EventDraft.change().section(section)));
        });
    }

    private boolean sameOwner(long sectionId, ObjectNode event) {
        var section = portal.calendar().section(sectionId).orElseThrow();
        return section.path("CAL_TYPE").equals(event.path("CAL_TYPE"))
                && section.path("OWNER_ID").equals(event.path("OWNER_ID"));
    }

    private void editOccurrence(RandomGenerator random) {
        someOccurrence(random, (id, date) -> portal.calendar()
                .by(somebody(random))
                .editOccurrence(id, date, EventDraft.change().name(word("Occurrence", random))));
    }

    private void deleteOccurrence(RandomGenerator random) {
        someOccurrence(random, (id, date) -> portal.calendar().by(somebody(random)).deleteOccurrence(id, date));
    }

    private void editFollowing(RandomGenerator random) {
        someOccurrence(random, (id, date) -> {
            if (date.isAfter(portal.calendar().truth(id).orElseThrow().time().date())) {
                portal.calendar()
                        .by(somebody(random))
                        .editFollowing(id, date, EventDraft.change().name(word("From now on", random)));
            }
        });
    }

    /// One of the first occurrences of a series that is not a copy; the last that is left stays, for no list shows a
    /// series without any.
    private void someOccurrence(RandomGenerator random, BiConsumer<Long, LocalDate> action) {
        var series = mains().stream().filter(id -> portal.calendar().truth(id).orElseThrow().series()).toList();
        some(series, random, id -> {
            var all = portal.calendar().occurrences(id, DAY.minusDays(LATEST), DAY.plusDays(LATEST + 50));
            if (all.size() > 1) {
                action.accept(id, any(all, random).date());
            }
        });
    }

    private void inviteAgain(RandomGenerator random) {
        some(meetings(), random, id -> portal.calendar()
                .by(somebody(random))
                .updateEvent(id, EventDraft.change().attendees(guests(random))));
    }

    private void answer(RandomGenerator random) {
        some(meetings(), random, id -> some(guestEntries(id), random, entry -> portal.calendar()
                .by(event(entry).path("OWNER_ID").asLong())
                .answer(entry, random.nextBoolean() ? "Y" : "N")));
    }

    private List<Long> guestEntries(long meeting) {
        return portal.calendar()
                .childrenOf(meeting)
                .stream()
                .filter(child -> event(child).path("CAL_TYPE").asString("").equals("user"))
                .toList();
    }

    private void bookRoom(RandomGenerator random) {
        var single = mains().stream().filter(id -> !isBooked(event(id).path("SECTION_ID").asLong())).toList();
        some(single, random, id -> some(rooms(), random, room -> {
            portal.calendar().by(somebody(random)).releaseRoom(id);
            if (random.nextInt(3) > 0) {
                portal.calendar().by(somebody(random)).bookRoom(id, room);
            }
        }));
    }

    private List<Long> rooms() {
        return portal.calendar().sectionIds().stream().filter(id -> isOfType(id, "location")).toList();
    }

    private boolean isBooked(long sectionId) {
        return isOfType(sectionId, "location") || isOfType(sectionId, "resource");
    }

    /// Entries that are no copies and no bookings of a meeting.
    private List<Long> mains() {
        return portal.calendar()
                .eventIds()
                .stream()
                .filter(id -> event(id).path("PARENT_ID").asLong() == id)
                .toList();
    }

    /// The list of resources shows them whatever one may see of their calendars.
    private void hideSection(RandomGenerator random) {
        var hideable = portal.calendar().sectionIds().stream().filter(id -> !isOfType(id, "resource")).toList();
        some(hideable, random, id -> portal.calendar().hideSection(id, IDENTITY));
    }

    /// Colleagues may show when they are busy, or with what, and no more.
    private void limitSection(RandomGenerator random) {
        some(portal.calendar().sectionIds(), random, id -> portal.calendar()
                .limitSection(id, random.nextBoolean() ? Access.TIME : Access.TITLE, IDENTITY));
    }

    private boolean isOfType(long sectionId, String type) {
        return portal.calendar().section(sectionId).orElseThrow().path("CAL_TYPE").asString("").equals(type);
    }

    private void showSections(RandomGenerator random) {
        some(portal.calendar().sectionIds(), random, id -> portal.calendar().showSection(id));
    }

    private List<Long> meetings() {
        return portal.calendar()
                .eventIds()
                .stream()
                .filter(id -> event(id).path("IS_MEETING").asBoolean(false)
                        && event(id).path("PARENT_ID").asLong() == id)
                .toList();
    }

    private void deleteEvent(RandomGenerator random) {
        some(portal.calendar().eventIds(), random, id -> portal.calendar().by(somebody(random)).deleteEvent(id));
    }

    private ObjectNode event(long id) {
        return portal.calendar().event(id).orElseThrow();
    }

    // What no event tells of

    private void declineByDeleting(RandomGenerator random) {
        some(meetings(), random, id -> some(guestEntries(id), random,
                entry -> portal.calendar().by(event(entry).path("OWNER_ID").asLong()).deleteEvent(entry)));
    }

    private void relink(RandomGenerator random) {
        some(mains(), random, id -> {
            if (random.nextBoolean()) {
                portal.calendar().relink(id, any(CRM_CODES, random));
            } else {
                portal.calendar().relink(id);
            }
        });
    }

    private void color(RandomGenerator random) {
        some(portal.calendar().eventIds(), random,
                id -> portal.calendar().color(id, "#%06x".formatted(random.nextInt(0x1000000))));
    }

    private void deleteOccurrenceByImport(RandomGenerator random) {
        someOccurrence(random, portal.calendar()::deleteOccurrenceByImport);
    }

    private void switchSection(RandomGenerator random) {
        some(portal.calendar().sectionIds().stream().filter(id -> !isOfType(id, "resource")).toList(), random, id -> {
            if (random.nextBoolean()) {
                portal.calendar().switchOffSection(id);
            } else {
                portal.calendar().switchOnSection(id);
            }
        });
    }

    private void changeExternalSection(RandomGenerator random) {
        some(portal.calendar().sectionIds(), random,
                id -> portal.calendar().renameExternalSection(id, word("Synchronised", random)));
    }

    private void deleteBySynchronisation(RandomGenerator random) {
        some(mains(), random, portal.calendar()::deleteBySynchronisation);
    }

    private void cleanUpCopies(RandomGenerator random) {
        some(meetings(), random, portal.calendar()::cleanUpCopies);
    }

    private void deleteResourceInCrm(RandomGenerator random) {
        some(portal.calendar().sectionIds().stream().filter(id -> isOfType(id, "resource")).toList(), random,
                portal.calendar()::deleteResourceInCrm);
    }

    // Drafts

    /// By hand or by an app, which may be some seconds off the minute.
    private static EventDraft made(EventDraft draft, RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> draft.byRest();
            case 1 -> draft.byRest(random.nextInt(-29, 31));
            default -> draft;
        };
    }

    private static EventDraft dated(EventDraft draft, RandomGenerator random) {
        var day = DAY.plusDays(random.nextInt(-LATEST, LATEST));
        return random.nextInt(4) == 0
                ? draft.allDay(day, day.plusDays(random.nextInt(3)))
                : draft.at(ZonedDateTime.of(day.atTime(random.nextInt(24), 0), ZoneId.of(any(ZONES, random))),
                        Duration.ofMinutes(15L * random.nextInt(1, 9)));
    }

    private static void repeated(EventDraft draft, RandomGenerator random) {
        switch (random.nextInt(8)) {
            case 0 -> draft.daily().times(random.nextInt(2, 9));
            case 1 -> draft.weekly().until(DAY.plusDays(LATEST + 50)).except(DAY.plusDays(random.nextInt(30)));
            case 2 -> draft.yearly().times(2);
            case 3 -> draft.monthly().until(DAY.plusDays(LATEST + 50));
            default -> {
            }
        }
    }

    private static void dressed(EventDraft draft, RandomGenerator random) {
        switch (random.nextInt(8)) {
            case 0, 1 -> draft.confidential();
            case 2 -> draft.open();
            case 3 -> draft.crm(any(CRM_CODES, random), any(CRM_CODES, random));
            case 4 -> draft.crm();
            case 5 -> draft.location(word("Place", random)).importance("high");
            case 6 -> draft.description(word("Text", random));
            default -> {
            }
        }
    }

    private Long[] guests(RandomGenerator random) {
        return people.stream().filter(_ -> random.nextBoolean()).toArray(Long[]::new);
    }

    // Comments

    private void addComment(RandomGenerator random) {
        var author = creator(random);
        portal.comments()
                .by(somebody(random))
                .add(any(ITEMS, random), random.nextInt(1, 4), author, word("Comment", random));
    }

    private void changeComment(RandomGenerator random) {
        some(portal.comments().ids(), random,
                id -> portal.comments().by(somebody(random)).update(id, word("Edited", random)));
    }

    private void deleteComment(RandomGenerator random) {
        some(portal.comments().ids(), random, id -> portal.comments().by(somebody(random)).delete(id));
    }

    private void attachFile(RandomGenerator random) {
        some(portal.comments().ids(), random,
                id -> portal.comments()
                        .by(somebody(random))
                        .attach(id, random.nextInt(1, 1_000), word("file", random) + ".pdf", random.nextInt(9_999)));
    }

    private void bindComment(RandomGenerator random) {
        some(portal.comments().ids(), random,
                id -> portal.comments().bind(id, any(ITEMS, random), random.nextInt(1, 4)));
    }

    private void unbindComment(RandomGenerator random) {
        some(portal.comments().ids(), random, id -> {
            if (random.nextInt(4) == 0) {
                portal.comments().unbindAll(id);
            } else {
                portal.comments().unbind(id, any(ITEMS, random), random.nextInt(1, 4));
            }
        });
    }

    // Chance

    /// Whose hands it is in: a person's, with his tokens in the event, or the system's.
    private @Nullable Long somebody(RandomGenerator random) {
        return random.nextInt(4) == 0 ? null : any(people, random);
    }

    private long creator(RandomGenerator random) {
        return Objects.requireNonNullElse(any(people, random), IDENTITY);
    }

    private static String word(String kind, RandomGenerator random) {
        return kind + " " + random.nextInt(100_000);
    }

    private static <T> T any(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static <T> void some(List<T> choices, RandomGenerator random, Consumer<T> action) {
        if (!choices.isEmpty()) {
            action.accept(any(choices, random));
        }
    }
}
