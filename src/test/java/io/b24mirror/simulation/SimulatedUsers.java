package io.b24mirror.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/// The people of a portal. User 1 is there from the start: an administrator, who installs the app.
public final class SimulatedUsers {

    static final long INSTALLER = 1;

    private final Map<Long, SimulatedUser> users = new ConcurrentSkipListMap<>();
    private final AtomicLong lastId = new AtomicLong();

    SimulatedUsers() {
        add("Anna Admin", true, true);
    }

    public long add(String name) {
        return add(name, false, true);
    }

    public long add(String name, boolean admin, boolean active) {
        return put(new SimulatedUser(lastId.incrementAndGet(), name, admin, active, false));
    }

    /// Adds a guest, to whom calendars are closed.
    public long addExtranet(String name) {
        return put(new SimulatedUser(lastId.incrementAndGet(), name, false, true, true));
    }

    private long put(SimulatedUser user) {
        users.put(user.id(), user);
        return user.id();
    }

    /// Dismisses somebody: tokens that act for this user are of no use from now on.
    public void dismiss(long id) {
        users.computeIfPresent(id, (_, user) -> new SimulatedUser(id, user.name(), user.admin(), false,
                user.extranet()));
    }

    /// Gives or takes the administrator's rights.
    public void setAdmin(long id, boolean admin) {
        users.computeIfPresent(id, (_, user) -> new SimulatedUser(id, user.name(), admin, user.active(),
                user.extranet()));
    }

    public Optional<SimulatedUser> find(long id) {
        return Optional.ofNullable(users.get(id));
    }

    public List<SimulatedUser> all() {
        return List.copyOf(users.values());
    }

    String nameOf(long id) {
        return find(id).map(SimulatedUser::name).orElse("User " + id);
    }
}
