package io.b24mirror.intake.delivery;

import java.util.Collection;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Drains;
import io.b24mirror.intake.Effect;
import io.b24mirror.intake.outage.DatabaseTrouble;
import io.b24mirror.portal.MemberId;

/// Commits a batch of deliveries, and tells whom it concerns: not in the threads that commit, which have the next
/// deliveries to store. A wake-up that gets lost is made up for by the regular pass.
@Component
public class DeliveryCommit implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DeliveryCommit.class);

    private final DeliveryWriter writer;
    private final Announcements changes;
    private final Announcements rings;
    private volatile boolean running;

    DeliveryCommit(DeliveryWriter writer, Drains drains, AppEffects appEffects) {
        this.writer = writer;
        changes = new Announcements("wake-drains", memberIds -> guarded(() -> drains.wake(memberIds)));
        rings = new Announcements("ring-offline", memberIds -> guarded(() -> appEffects.ring(memberIds)));
    }

    /// Should a commit have gone through whose answer was lost, the arrivals tell when it is tried again.
    public void write(Collection<Delivery> deliveries) {
        DatabaseTrouble.ride(() -> writer.write(deliveries));
    }

    /// What follows the commit; somebody else does it.
    public void announce(Collection<Delivery> deliveries) {
        var changed = new TreeSet<MemberId>();
        var rang = new TreeSet<MemberId>();
        for (var delivery : deliveries) {
            switch (delivery.effect()) {
                case Effect.Changed(var record) -> changed.add(record.memberId());
                case Effect.Rang _ -> rang.add(delivery.memberId());
                case Effect.Removed _,Effect.Tested _,Effect.Uninstalled _,Effect.None _ -> {
                    // leads to nothing that is not in the database
                }
            }
        }
        changes.add(changed);
        rings.add(rang);
    }

    /// Neither is to fail. Should one, its thread must not end of it.
    private static void guarded(Runnable announcement) {
        try {
            announcement.run();
        } catch (RuntimeException e) {
            log.error("Could not tell of deliveries", e);
        }
    }

    @Override
    public void start() {
        changes.start();
        rings.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            changes.stop();
            rings.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before those begin who commit, and after they ended.
    @Override
    public int getPhase() {
        return -1;
    }
}
