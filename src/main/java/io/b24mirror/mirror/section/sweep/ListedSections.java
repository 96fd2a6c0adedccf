package io.b24mirror.mirror.section.sweep;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.section.CalendarOwner;
import io.b24mirror.mirror.section.SectionAnswer;
import io.b24mirror.mirror.section.SectionFields;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.reconciliation.Sweep;

/// The calendars of one owner as the portal listed them.
///
/// @param isComplete
///            whether what is not in it is not there: every element could be read and is this owner's
/// @param areVisible
///            whether our user is shown the events in them
/// @param askedAt
///            when the request left
public record ListedSections(List<Observation<SectionFields>> sections, boolean isComplete, boolean areVisible,
        Instant askedAt) {

    /// Translates an answer; empty if it is no list.
    static Optional<ListedSections> of(Sweep sweep, CalendarOwner owner, JsonNode answer, boolean areVisible,
            Instant askedAt) {
        if (!answer.isContainer()) {
            return Optional.empty();
        }
        var sections = new ArrayList<Observation<SectionFields>>();
        boolean isComplete = true;
        for (var element : answer.values()) {
            var section = SectionAnswer.translate(sweep.memberId(), owner, element, askedAt, sweep.cause());
            if (section.isPresent() && isOf(owner, element)) {
                sections.add(section.get());
            } else {
                isComplete = false;
            }
        }
        return Optional.of(new ListedSections(sections, isComplete, areVisible, askedAt));
    }

    private static boolean isOf(CalendarOwner owner, JsonNode section) {
        var type = BitrixFields.text(section, "CAL_TYPE");
        var ownerId = BitrixFields.number(section, "OWNER_ID");
        return (type == null || type.equals(owner.type()))
                && (ownerId == null || owner.id() == 0 || ownerId == owner.id());
    }

    public List<Long> ids() {
        return sections.stream().map(section -> section.ref().id()).toList();
    }
}
