package io.b24mirror.intake.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.intake.EventEffect;
import io.b24mirror.intake.TestEventsReceived;
import io.b24mirror.intake.TestEventsReceived.TestEvent;
import io.b24mirror.portal.removal.PortalRemoval;

/// Handles the events about the app itself.
@Component
class AppLifecycleHandler {
    /// How a portal says that the user ticked "delete settings and data". In practice it sends 1.
    private static final Set<String> CLEAN = Set.of("1", "Y", "true");

    private final PortalRemoval uninstallations;
    private final ApplicationEventPublisher publisher;
    private final JsonMapper json;

    AppLifecycleHandler(PortalRemoval uninstallations, ApplicationEventPublisher publisher, JsonMapper json) {
        this.uninstallations = uninstallations;
        this.publisher = publisher;
        this.json = json;
    }

    /// Handles what belongs to the transaction that stores the deliveries.
    @Transactional(propagation = Propagation.MANDATORY)
    void handle(Collection<Delivery> deliveries) {
        var tests = new ArrayList<TestEvent>();
        for (var delivery : deliveries) {
            switch (delivery.effect()) {
                case EventEffect.Tested _ -> tests.add(testEvent(delivery));
                case EventEffect.Uninstalled _ -> uninstall(delivery);
                case EventEffect.Changed _,EventEffect.Removed _,EventEffect.Signalled _,EventEffect.None _ -> {
                    // handled elsewhere, or after the commit
                }
            }
        }
        if (!tests.isEmpty()) {
            publisher.publishEvent(new TestEventsReceived(tests));
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
}
