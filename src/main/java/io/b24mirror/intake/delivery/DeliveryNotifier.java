package io.b24mirror.intake.delivery;

import java.util.Collection;
import java.util.TreeSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Drains;
import io.b24mirror.intake.EventEffect;
import io.b24mirror.intake.OfflineQueuesSignalled;
import io.b24mirror.portal.MemberId;

/// Starts what follows a commit of deliveries: wakes drains and publishes the signals of offline queues. It does so in
/// threads of its own, because those that commit have the next deliveries to store. The regular passes make up for a
/// notification that gets lost.
@Component
class DeliveryNotifier implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(DeliveryNotifier.class);

    private final CoalescingNotifier changes;
    private final CoalescingNotifier signals;
    private volatile boolean running;

    DeliveryNotifier(Drains drains, ApplicationEventPublisher publisher) {
        changes = new CoalescingNotifier("wake-drains", memberIds -> guarded(() -> drains.wake(memberIds)));
        signals = new CoalescingNotifier("signal-offline-queues", memberIds -> publish(memberIds, publisher));
    }

    /// Queues the notifications of committed deliveries and returns at once.
    void committed(Collection<Delivery> deliveries) {
        var changed = new TreeSet<MemberId>();
        var signalled = new TreeSet<MemberId>();
        for (var delivery : deliveries) {
            switch (delivery.effect()) {
                case EventEffect.Changed(var record) -> changed.add(record.memberId());
                case EventEffect.Signalled _ -> signalled.add(delivery.memberId());
                case EventEffect.Removed _,EventEffect.Tested _,EventEffect.Uninstalled _,EventEffect.None _ -> {
                    // causes nothing beyond what is in the database
                }
            }
        }
        changes.add(changed);
        signals.add(signalled);
    }

    private static void publish(Collection<MemberId> memberIds, ApplicationEventPublisher publisher) {
        try {
            publisher.publishEvent(new OfflineQueuesSignalled(memberIds));
        } catch (RuntimeException e) {
            log.warn("Could not plan to read the offline queues of {}; the next sweep reads them", memberIds, e);
        }
    }

    /// Neither notification should fail. If one does, its thread must go on.
    private static void guarded(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException e) {
            log.error("Could not notify of deliveries", e);
        }
    }

    @Override
    public void start() {
        changes.start();
        signals.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try {
            changes.stop();
            signals.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Starts before the threads that commit, and stops after them.
    @Override
    public int getPhase() {
        return -1;
    }
}
