package io.b24mirror.simulation;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A calendar event as it is stored, which is never changed, only replaced: its row, and when it truly takes place.
///
/// @param original
///            for a changed occurrence, what it replaces
/// @param verbatim
///            whether a test placed the record, which is then shown as it is
record Entry(ObjectNode json, long id, long parentId, CalendarOwner owner, long sectionId, Schedule schedule,
        @Nullable Original original, boolean verbatim) {

    /// The occurrence that an entry stands for: its date, and its start unless it takes whole days.
    record Original(LocalDate date, @Nullable Instant start) {}

    static Entry of(ObjectNode json, Schedule schedule) {
        return of(json, schedule, null, false);
    }

    static Entry placed(ObjectNode json, Schedule schedule) {
        return of(json, schedule, null, true);
    }

    private static Entry of(ObjectNode json, Schedule schedule, @Nullable Original original, boolean verbatim) {
        var id = Json.number(json.path("ID"), 0);
        return new Entry(json, id, Json.number(json.path("PARENT_ID"), id), CalendarOwner.of(json),
                Json.number(json.path("SECTION_ID"), 0), schedule, original, verbatim);
    }

    /// The same entry with another row.
    Entry with(ObjectNode row) {
        return of(row, schedule, original, verbatim);
    }

    /// The same entry at another time, which its row does not say yet.
    Entry at(Schedule other) {
        return of(json, other, original, verbatim);
    }

    Entry replacing(Original occurrence) {
        return of(json, schedule, occurrence, verbatim);
    }

    ObjectNode copy() {
        return json.deepCopy();
    }

    boolean isChild() {
        return parentId != id;
    }

    boolean isGuests() {
        return isChild() && owner.isUser();
    }

    boolean isMeeting() {
        return json.path("IS_MEETING").asBoolean(false);
    }

    boolean isPrivate() {
        return owner.isUser() && List.of("1", "Y").contains(Json.text(json.path("PRIVATE_EVENT")));
    }

    long creator() {
        return Json.number(json.path("CREATED_BY"), 0);
    }

    long host() {
        return Json.number(json.path("MEETING_HOST"), 0);
    }

    /// The series of which it is a changed occurrence; 0 for none.
    long series() {
        return Json.number(json.path("RECURRENCE_ID"), 0);
    }

    String status() {
        return Json.text(json.path("MEETING_STATUS"));
    }
}
