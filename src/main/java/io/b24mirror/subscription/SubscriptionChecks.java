package io.b24mirror.subscription;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;

/// Plans the checks of the portals' subscriptions: after every installation, when the service starts, hourly, and when
/// somebody asks for one.
@Service
public class SubscriptionChecks {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("bind-events", Void.class);

    /// Marks a check that follows one which was under way; no member id contains a colon.
    private static final String AGAIN = ":again";
    private static final Duration FRESH = Duration.ofMinutes(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PortalQueries portals;
    private final BindingTable table;
    private final Planning planning;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final Clock clock;

    SubscriptionChecks(PortalQueries portals, BindingTable table, Planning planning,
            ObjectProvider<SchedulerClient> scheduler,
            Clock clock) {
        this.portals = portals;
        this.table = table;
        this.planning = planning;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /// Has a portal's subscriptions checked and healed soon, unless that was done within the last half hour: whoever
    /// looks after the portals regularly may ask as often as he likes. Nothing happens for a portal of webhook mode, or
    /// one that is not active.
    public void check(MemberId memberId) {
        var fresh = clock.instant().minus(FRESH);
        if (table.lastChecked(memberId).filter(fresh::isBefore).isEmpty()) {
            plan(memberId);
        }
    }

    /// Has a portal's subscriptions checked and healed soon, whatever was done lately.
    public void checkNow(MemberId memberId) {
        if (portals.isActiveApp(memberId)) {
            plan(memberId.value(), clock.instant());
        }
    }

    void checkAll() {
        portals.activeApps().forEach(this::check);
    }

    /// The address under which Bitrix24 reaches us may have changed with the restart.
    @EventListener(ApplicationReadyEvent.class)
    void checkAllAfterStart() {
        portals.activeApps().forEach(this::plan);
    }

    /// Plans the check inside the transaction that lets the portal in, so that neither happens without the other.
    @EventListener
    void on(PortalEvent.Installed installed) {
        table.forget(installed.memberId());
        plan(installed.memberId().value(), clock.instant());
    }

    /// An update of the app may have taken its subscriptions away.
    @EventListener
    void on(PortalEvent.InstallationIncomplete unfinished) {
        checkNow(unfinished.memberId());
    }

    /// What was to be checked meanwhile was not, a new installation included.
    @TransactionalEventListener
    void on(PortalEvent.Resumed resumed) {
        checkNow(resumed.memberId());
    }

    private void plan(MemberId memberId) {
        if (portals.isActiveApp(memberId)) {
            scheduler.getObject().scheduleIfNotExists(instance(memberId.value()), clock.instant());
        }
    }

    /// One that is under way may have asked before whatever this is planned for, so another one follows it.
    private void plan(String instance, Instant at) {
        if (!planning.plan(instance(instance), at)) {
            scheduler.getObject().scheduleIfNotExists(instance(instance + AGAIN), at.plus(PATIENCE));
        }
    }

    private static TaskInstance<Void> instance(String id) {
        return TASK.instance(id).build();
    }

    static boolean isRepeat(String instance) {
        return instance.endsWith(AGAIN);
    }

    static MemberId memberId(String instance) {
        return new MemberId(isRepeat(instance) ? instance.substring(0, instance.length() - AGAIN.length()) : instance);
    }
}
