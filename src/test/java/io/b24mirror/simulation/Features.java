package io.b24mirror.simulation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the portal's plan includes.
final class Features {

    private final Set<String> included = ConcurrentHashMap.newKeySet();

    /// Not a feature of any plan: whether events can be bound offline at all.
    static final String OFFLINE_EVENTS = "offline";

    Features() {
        include(OfflineMethods.FEATURE, true);
        include(OFFLINE_EVENTS, true);
    }

    void include(String code, boolean yes) {
        if (yes) {
            included.add(code);
        } else {
            included.remove(code);
        }
    }

    boolean has(String code) {
        return included.contains(code);
    }
}
