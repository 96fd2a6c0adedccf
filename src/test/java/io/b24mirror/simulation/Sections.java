package io.b24mirror.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import tools.jackson.databind.node.ObjectNode;

/// The calendars of a portal, which of them are switched off, and how much of each is kept from whom.
final class Sections {

    private final Map<Long, ObjectNode> sections = new TreeMap<>();
    private final Map<Long, Map<Long, Access>> limits = new HashMap<>();
    private final Set<Long> switchedOff = new HashSet<>();
    private long lastId;

    long nextId() {
        return ++lastId;
    }

    /// Whether it was there before.
    boolean save(long id, ObjectNode record) {
        lastId = Math.max(lastId, id);
        return sections.put(id, record) != null;
    }

    ObjectNode remove(long id) {
        var section = existing(id);
        sections.remove(id);
        return section;
    }

    Optional<ObjectNode> find(long id) {
        return Optional.ofNullable(sections.get(id));
    }

    ObjectNode existing(long id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("No section " + id));
    }

    List<Long> ids() {
        return List.copyOf(sections.keySet());
    }

    List<Long> ofOwner(CalendarOwner owner) {
        return sections.entrySet()
                .stream()
                .filter(entry -> CalendarOwner.of(entry.getValue()).equals(owner))
                .map(Map.Entry::getKey)
                .toList();
    }

    List<ObjectNode> ofType(String type) {
        return sections.values().stream().filter(section -> CalendarOwner.of(section).type().equals(type)).toList();
    }

    void limit(long id, Access access, List<Long> users) {
        users.forEach(user -> limits.computeIfAbsent(id, _ -> new HashMap<>()).put(user, access));
    }

    void unlimit(long id) {
        limits.remove(id);
    }

    Access access(long userId, long id) {
        return limits.getOrDefault(id, Map.of()).getOrDefault(userId, Access.FULL);
    }

    void switchOff(long id) {
        switchedOff.add(id);
    }

    void switchOn(long id) {
        switchedOff.remove(id);
    }

    /// Whether `calendar.section.get` shows it to somebody. Its events may be readable all the same.
    boolean lists(long userId, long id) {
        return !switchedOff.contains(id) && access(userId, id) != Access.NOTHING;
    }
}
