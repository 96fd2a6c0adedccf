package io.b24mirror.simulation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/// The workgroups of a portal.
public final class SimulatedGroups {

    /// A workgroup; a secret one is known to its members alone, and to administrators who ask as such.
    private record Group(String name, @Nullable Set<Long> secretTo) {

        boolean isKnownTo(long userId) {
            return secretTo == null || secretTo.contains(userId);
        }
    }

    private final Map<Long, Group> groups = new ConcurrentSkipListMap<>();
    private final AtomicLong lastId = new AtomicLong();

    SimulatedGroups() {}

    public long add(String name) {
        return add(new Group(name, null));
    }

    /// Adds a group that only its members know of.
    public long addSecret(String name, Long... members) {
        return add(new Group(name, Set.of(members)));
    }

    private long add(Group group) {
        var id = lastId.incrementAndGet();
        groups.put(id, group);
        return id;
    }

    public List<Long> ids() {
        return List.copyOf(groups.keySet());
    }

    List<Long> knownTo(long userId) {
        return groups.entrySet()
                .stream()
                .filter(group -> group.getValue().isKnownTo(userId))
                .map(Map.Entry::getKey)
                .toList();
    }

    String nameOf(long id) {
        return groups.containsKey(id) ? groups.get(id).name() : "";
    }
}
