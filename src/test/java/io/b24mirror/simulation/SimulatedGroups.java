package io.b24mirror.simulation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// The workgroups of a portal.
public final class SimulatedGroups {

    private final Map<Long, String> groups = new ConcurrentSkipListMap<>();
    private final AtomicLong lastId = new AtomicLong();

    SimulatedGroups() {}

    public long add(String name) {
        var id = lastId.incrementAndGet();
        groups.put(id, name);
        return id;
    }

    public List<Long> ids() {
        return List.copyOf(groups.keySet());
    }

    String nameOf(long id) {
        return groups.getOrDefault(id, "");
    }
}
