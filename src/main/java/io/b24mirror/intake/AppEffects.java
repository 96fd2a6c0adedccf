package io.b24mirror.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.intake.TestEvents.TestEvent;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.removal.PortalRemoval;

/// What the events about the app itself cause.
@Component
class AppEffects {
    /// How a portal says that the user ticked "delete settings and data"; really it says 1.
    private static final Set<String> CLEAN = Set.of("1", "Y", "true");

    private static final Logger log = LoggerFactory.getLogger(AppEffects.class);

    private final PortalRemoval uninstallations;
    private final ObjectProvider<TestEvents> testEvents;
    private final ObjectProvider<OfflineDoorbell> doorbell;
    private final JsonMapper json;

    AppEffects(PortalRemoval uninstallations, ObjectProvider<TestEvents> testEvents,
            ObjectProvider<OfflineDoorbell> doorbell, JsonMapper json) {
        this.uninstallations = uninstallations;
        this.testEvents = testEvents;
        this.doorbell = doorbell;
        this.json = json;
    }

    /// What belongs to the transaction that stores the deliveries.
    @Transactional(propagation = Propagation.MANDATORY)
    void apply(Collection<Delivery> deliveries) {
        var tests = new ArrayList<TestEvent>();
        for (var delivery : deliveries) {
            switch (delivery.effect()) {
                case Effect.Tested _ -> tests.add(testEvent(delivery));
                case Effect.Uninstalled _ -> uninstall(delivery);
                case Effect.Changed _,Effect.Removed _,Effect.Rang _,Effect.None _ -> {
                    // is no business of this class, or of this transaction
                }
            }
        }
        if (!tests.isEmpty()) {
            testEvents.ifAvailable(interested -> interested.arrived(tests));
        }
    }

    private TestEvent testEvent(Delivery delivery) {
        var parameters = data(delivery).path("QUERY")
                .valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .collect(Collectors.toSet());
        return new TestEvent(delivery.memberId(), parameters, delivery.receivedAt());
    }

    private void uninstall(Delivery delivery) {
        uninstallations.uninstall(delivery.memberId(), CLEAN.contains(data(delivery).path("CLEAN").asString("")),
                delivery.sentAt(), delivery.receivedAt());
    }

    private JsonNode data(Delivery delivery) {
        return json.readTree(delivery.data());
    }

    /// Has the offline queues of portals looked at that said that they keep events.
    void ring(Collection<MemberId> memberIds) {
        try {
            doorbell.ifAvailable(bell -> bell.ring(memberIds));
        } catch (RuntimeException e) {
            log.warn("Nobody looks at the offline queues of {} now; the next sweep will", memberIds, e);
        }
    }
}
