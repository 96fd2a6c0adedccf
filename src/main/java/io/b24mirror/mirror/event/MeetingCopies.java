package io.b24mirror.mirror.event;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;

/// The entries that belong to a meeting beside its main one, as the main one names them: those of the participants,
/// and the booking of a room, whose id ends the code in `LOCATION` (`calendar_5_1266`).
///
/// Bitrix24 deletes the entry of a participant who is dropped without an event. So an entry that the main one does not
/// name any more is worth another look.
final class MeetingCopies {
    private static final Pattern BOOKED_ROOM = Pattern.compile("calendar_\\d{1,19}_(\\d{1,19})");

    private MeetingCopies() {}

    /// The entries that a main event names.
    static Set<Long> namedBy(JsonNode event) {
        var named = new HashSet<Long>();
        BitrixFields.elements(event.path("ATTENDEE_LIST"))
                .stream()
                .map(attendee -> BitrixFields.id(attendee, "entryId"))
                .filter(Objects::nonNull)
                .forEach(named::add);
        var location = BitrixFields.text(event, "LOCATION");
        var booking = BOOKED_ROOM.matcher(location == null ? "" : location.strip());
        var bookingId = booking.matches() ? BitrixFields.id(booking.group(1)) : null;
        if (bookingId != null) {
            named.add(bookingId);
        }
        return named;
    }

    /// Whether a main event names all its entries. `MEETING.HIDE_GUESTS` says nothing about that: only mails
    /// hide guests.
    static boolean areAllNamedBy(JsonNode event) {
        return Boolean.FALSE.equals(BitrixFields.yesOrNo(event, "IS_MEETING"))
                || event.path("ATTENDEE_LIST").isContainer();
    }
}
