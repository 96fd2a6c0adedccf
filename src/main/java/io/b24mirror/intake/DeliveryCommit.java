package io.b24mirror.intake;

import java.util.Collection;
import java.util.TreeSet;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Drains;
import io.b24mirror.portal.MemberId;

/// Commits a batch of deliveries, and tells whom it concerns.
@Component
class DeliveryCommit {
    private final DeliveryWriter writer;
    private final Drains drains;
    private final AppEffects appEffects;

    DeliveryCommit(DeliveryWriter writer, Drains drains, AppEffects appEffects) {
        this.writer = writer;
        this.drains = drains;
        this.appEffects = appEffects;
    }

    /// Should a commit have gone through whose answer was lost, the arrivals tell when it is tried again.
    void write(Collection<Delivery> deliveries) {
        DatabaseTrouble.ride(() -> writer.write(deliveries));
    }

    /// What follows the commit.
    void announce(Collection<Delivery> deliveries) {
        drains.wake(toWake(deliveries));
        appEffects.announce(deliveries);
    }

    private static Collection<MemberId> toWake(Collection<Delivery> deliveries) {
        var portals = new TreeSet<MemberId>();
        for (var delivery : deliveries) {
            if (delivery.effect() instanceof Effect.Changed(var record)) {
                portals.add(record.memberId());
            }
        }
        return portals;
    }
}
