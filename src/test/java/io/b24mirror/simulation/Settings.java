package io.b24mirror.simulation;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// What a simulated portal is told when it starts.
record Settings(Clock clock, String clientId, String clientSecret, String memberId, String applicationToken,
        AtomicReference<String> grant, double ratePerSecond, int burst, String language, ZoneId serverZone,
        String appStatus,
        boolean permitsLocalHandlers, int port, int authorizationPort,
        DateFormat dateFormat, PortalAge age) {

    Formats formats() {
        return new Formats(language, new ServerClock(serverZone), dateFormat, new AtomicReference<>(age));
    }

    /// What the app is granted at present, as a comma list.
    String scope() {
        return grant.get();
    }

    void grant(String scope) {
        grant.set(scope);
    }

    List<String> scopes() {
        return Arrays.stream(scope().split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
    }

    boolean grants(String required) {
        return required.isEmpty() || scopes().contains(required)
                || (required.equals("user") && scopes().stream().anyMatch(name -> name.startsWith("user_")));
    }
}
