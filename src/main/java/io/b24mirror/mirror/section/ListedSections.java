package io.b24mirror.mirror.section;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;
import io.b24mirror.sweep.Sweep;

/// The calendars of one owner as the portal listed them.
///
/// @param sections
///            as `calendar.section.get` shows them
/// @param resources
///            as `calendar.resource.list` shows those that the former leaves out; it says little of each
/// @param isComplete
///            whether what is not in it is not there: every element could be read and is this owner's
/// @param askedAt
///            when the request left
record ListedSections(List<SectionRecord> sections, List<SectionRecord> resources, boolean isComplete,
        Instant askedAt) {

    /// Translates an answer of `calendar.section.get`; empty if it is no list.
    static Optional<ListedSections> of(Sweep sweep, CalendarOwner owner, JsonNode answer, Instant askedAt) {
        if (!answer.isContainer()) {
            return Optional.empty();
        }
        var sections = new ArrayList<SectionRecord>();
        boolean isComplete = true;
        for (var element : answer.values()) {
            var section = SectionRecord.of(sweep.memberId(), owner, element, askedAt, sweep.cause());
            if (section.isPresent() && isOf(owner, element)) {
                sections.add(section.get());
            } else {
                isComplete = false;
            }
        }
        return Optional.of(new ListedSections(sections, List.of(), isComplete, askedAt));
    }

    private static boolean isOf(CalendarOwner owner, JsonNode section) {
        var type = Lenient.text(section, "CAL_TYPE");
        var ownerId = Lenient.number(section, "OWNER_ID");
        return (type == null || type.equals(owner.type()))
                && (ownerId == null || owner.id() == 0 || ownerId == owner.id());
    }

    /// The same with what another list shows besides.
    ListedSections with(ListedSections other) {
        var known = new HashSet<>(ids(sections));
        return new ListedSections(sections,
                other.sections.stream().filter(section -> !known.contains(section.sectionId())).toList(),
                isComplete && other.isComplete, askedAt);
    }

    Set<Long> ids() {
        var ids = new HashSet<>(ids(sections));
        ids.addAll(ids(resources));
        return ids;
    }

    private static List<Long> ids(List<SectionRecord> sections) {
        return sections.stream().map(SectionRecord::sectionId).toList();
    }
}
