package io.b24mirror.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The rows of calendar events, found by id, by owner and by the meeting they belong to.
final class Entries {

    private final Map<Long, Entry> entries = new TreeMap<>();
    private final Map<CalendarOwner, Map<Long, Entry>> byOwner = new LinkedHashMap<>();
    private final Map<Long, Set<Long>> children = new LinkedHashMap<>();
    private long lastId;

    long nextId() {
        return ++lastId;
    }

    void save(Entry entry) {
        lastId = Math.max(lastId, entry.id());
        find(entry.id()).ifPresent(this::forget);
        entries.put(entry.id(), entry);
        byOwner.computeIfAbsent(entry.owner(), _ -> new TreeMap<>()).put(entry.id(), entry);
        if (entry.isChild()) {
            children.computeIfAbsent(entry.parentId(), _ -> new TreeSet<>()).add(entry.id());
        }
    }

    void forget(Entry entry) {
        entries.remove(entry.id());
        byOwner.getOrDefault(entry.owner(), new TreeMap<>()).remove(entry.id());
        if (entry.isChild()) {
            children.getOrDefault(entry.parentId(), new TreeSet<>()).remove(entry.id());
        }
    }

    Optional<Entry> find(long id) {
        return Optional.ofNullable(entries.get(id));
    }

    Entry existing(long id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("No calendar event " + id));
    }

    List<Long> ids() {
        return List.copyOf(entries.keySet());
    }

    List<Entry> ofOwner(CalendarOwner owner) {
        return List.copyOf(byOwner.getOrDefault(owner, Map.of()).values());
    }

    List<Entry> where(Predicate<Entry> condition) {
        return entries.values().stream().filter(condition).toList();
    }

    /// Copies of a meeting in other calendars, and its bookings of rooms, oldest first.
    List<Entry> childrenOf(long parentId) {
        return children.getOrDefault(parentId, Set.of()).stream().map(this::existing).toList();
    }

    List<Entry> copiesOf(long parentId) {
        return childrenOf(parentId).stream().filter(Entry::isGuests).toList();
    }

    Optional<Entry> bookingOf(long parentId) {
        return childrenOf(parentId).stream().filter(child -> child.owner().isRoom()).findFirst();
    }

    /// Main rows of the changed occurrences of a series.
    List<Entry> exceptionsOf(long series) {
        return where(entry -> entry.series() == series && !entry.isChild());
    }
}
