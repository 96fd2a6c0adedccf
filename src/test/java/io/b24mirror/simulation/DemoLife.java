package io.b24mirror.simulation;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/// Makes random changes on a portal, one after the other, as its people would.
final class DemoLife {

    private final SimulatedPortal portal;
    private final DemoData data;
    private final RandomGenerator random;
    private @Nullable Thread thread;

    DemoLife(SimulatedPortal portal, Clock clock, RandomGenerator random) {
        this.portal = portal;
        this.data = new DemoData(portal, clock, random);
        this.random = random;
    }

    synchronized void start(Duration pace) {
        stop();
        thread = Thread.ofVirtual().name("demo-life").start(() -> run(pace));
    }

    synchronized void stop() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    private void run(Duration pace) {
        try {
            while (true) {
                Thread.sleep(pace.multipliedBy(random.nextInt(50, 150)).dividedBy(100));
                step();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void step() {
        var user = data.somebody();
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> addEvent(user);
            case 3, 4, 5 -> changeEvent(user);
            case 6 -> deleteEvent(user);
            case 7, 8 ->
                portal.comments().by(user).add("deal", random.nextInt(1, 12), user, data.any(DemoData.REMARKS));
            case 9 -> changeComment(user);
            case 10 -> deleteComment(user);
            case 11 -> answer();
            default -> changeSection(user);
        }
    }

    private void addEvent(long user) {
        var draft = data.ordinary();
        if (random.nextInt(4) == 0) {
            draft.attendees(data.somebody(), data.somebody());
        }
        portal.calendar().by(user).addEvent(data.any(portal.calendar().sectionIds()), draft);
    }

    private void changeEvent(long user) {
        var id = data.any(portal.calendar().eventIds());
        portal.calendar().by(user).updateEvent(id, EventDraft.change().name(data.any(DemoData.SUBJECTS) + " (moved)"));
    }

    /// The sample of the documentation stays.
    private void deleteEvent(long user) {
        var id = data.any(portal.calendar().eventIds());
        if (id != 1265 && isWhole(id) && portal.calendar().eventIds().size() > 40) {
            portal.calendar().by(user).deleteEvent(id);
        }
    }

    /// Some guest answers, of which no event tells.
    private void answer() {
        var copies = portal.calendar().eventIds().stream().filter(id -> !isWhole(id) && isOfUser(id)).toList();
        if (!copies.isEmpty()) {
            portal.calendar().answer(data.any(copies), random.nextBoolean() ? "Y" : "N");
        }
    }

    private boolean isOfUser(long id) {
        return portal.calendar()
                .event(id)
                .filter(event -> Json.text(event.path("CAL_TYPE")).equals("user"))
                .isPresent();
    }

    /// Not just a guest's entry of a meeting.
    private boolean isWhole(long id) {
        return portal.calendar()
                .event(id)
                .filter(event -> event.path("ID").equals(event.path("PARENT_ID")))
                .isPresent();
    }

    private void changeComment(long user) {
        var id = data.any(portal.comments().ids());
        portal.comments().by(user).update(id, data.any(DemoData.REMARKS));
    }

    private void deleteComment(long user) {
        var id = data.any(portal.comments().ids());
        if (id != 999 && portal.comments().ids().size() > 20) {
            portal.comments().by(user).delete(id);
        }
    }

    private void changeSection(long user) {
        List<String> colors = List.of("#9cbeee", "#9dcf00", "#e97090", "#ffa801");
        portal.calendar()
                .by(user)
                .updateSection(data.any(portal.calendar().sectionIds()),
                        section -> section.put("COLOR", data.any(colors)));
    }
}
