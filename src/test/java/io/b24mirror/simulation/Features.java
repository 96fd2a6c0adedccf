package io.b24mirror.simulation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the portal's plan includes.
final class Features {

    private final Set<String> included = ConcurrentHashMap.newKeySet();

    Features() {
        include(OfflineMethods.FEATURE, true);
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
