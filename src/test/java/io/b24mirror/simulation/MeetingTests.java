package io.b24mirror.simulation;

import java.util.List;

import org.junit.jupiter.api.Test;

import static io.b24mirror.simulation.EventDraft.change;
import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

class MeetingTests extends SimulationTest {

    private final long work = portal.calendar().addSection("user", 1, "Work");
    private final Long boris = portal.users().add("Boris Becker");
    private final Long clara = portal.users().add("Clara Chen");
    private final Long dmitri = portal.users().add("Dmitri Danilov");

    private long meeting() {
        List.of("ADD", "UPDATE", "DELETE").forEach(what -> bind("onCalendarEntry" + what));
        return portal.calendar().addEvent(work, named("Kick-off").attendees(boris, clara));
    }

    private List<String> told() {
        var told = waiting().stream()
                .map(event -> event.path("event").asString().substring(15) + " "
                        + event.path("data").path("id").asString())
                .toList();
        portal.events().dropWaiting();
        return told;
    }

    @Test
    void givesEveryGuestAnEntry() {
        var id = meeting();
        var children = portal.calendar().childrenOf(id);

        assertThat(told()).containsExactly("ADD " + children.getFirst(), "ADD " + children.getLast(), "ADD " + id);
        var entry = call("calendar.event.getbyid", "{'id':%d}".formatted(children.getFirst())).result();
        assertThat(entry.path("PARENT_ID").asString()).isEqualTo(Long.toString(id));
        assertThat(entry.path("OWNER_ID").asString()).isEqualTo(boris.toString());
        assertThat(entry.path("MEETING_STATUS").asString()).isEqualTo("Q");
        assertThat(texts(entry.path("ATTENDEE_LIST"), "entryId")).containsExactly(Long.toString(id),
                children.getFirst().toString(), children.getLast().toString());
    }

    @Test
    void tellsOfParentAndEntriesWhenChanged() {
        var id = meeting();
        told();
        portal.calendar().updateEvent(id, change().name("Kick-off, moved"));

        assertThat(told()).hasSize(3).allMatch(line -> line.startsWith("UPDATE")).last().isEqualTo("UPDATE " + id);
        assertThat(portal.calendar().childrenOf(id))
                .allSatisfy(child -> assertThat(portal.calendar().event(child).orElseThrow().path("NAME").asString())
                        .isEqualTo("Kick-off, moved"));
    }

    @Test
    void dropsGuestWithoutAWord() {
        var id = meeting();
        var ofBoris = portal.calendar().childrenOf(id).getFirst();
        told();
        portal.calendar().updateEvent(id, change().attendees(clara, dmitri));

        var children = portal.calendar().childrenOf(id);
        assertThat(told()).containsExactly("UPDATE " + children.getFirst(), "ADD " + children.getLast(),
                "UPDATE " + id);
        assertThat(portal.calendar().event(ofBoris)).isEmpty();
    }

    @Test
    void tellsOfDeletionOnce() {
        var id = meeting();
        var children = portal.calendar().childrenOf(id);
        told();
        portal.calendar().deleteEvent(id);

        assertThat(told()).containsExactly("DELETE " + id);
        assertThat(children).hasSize(2).allSatisfy(child -> assertThat(portal.calendar().event(child)).isEmpty());
    }
}
