package io.b24mirror.subscription;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.scheduling.TaskPlanner;

/// Plans the checks of the portals' subscriptions: after every installation, when the service starts, hourly, and
/// on request.
@Service
public class SubscriptionChecks {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("bind-events", Void.class);

    /// Marks a check that follows one that was running; no member id contains a colon.
    private static final String AGAIN = ":again";
    private static final Duration FRESH = Duration.ofMinutes(30);
    private static final Duration REPEAT_DELAY = Duration.ofSeconds(10);

    private final PortalQueries portals;
    private final BindingTable table;
    private final TaskPlanner planner;
    private final Clock clock;

    SubscriptionChecks(PortalQueries portals, BindingTable table, TaskPlanner planner,
            Clock clock) {
        this.portals = portals;
        this.table = table;
        this.planner = planner;
        this.clock = clock;
    }

    /// Plans a check that heals a portal's subscriptions soon, unless one ran within the last half hour, so that
    /// callers may ask as often as they like. Does nothing for a portal in webhook mode or one that is not active.
    public void check(MemberId memberId) {
        var fresh = clock.instant().minus(FRESH);
        if (table.lastChecked(memberId).filter(fresh::isBefore).isEmpty()) {
            plan(memberId);
        }
    }

    /// Plans a check that heals a portal's subscriptions soon, even if one ran a moment ago.
    public void checkNow(MemberId memberId) {
        if (portals.isActiveApp(memberId)) {
            plan(memberId.value(), clock.instant());
        }
    }

    void checkAll() {
        portals.activeApps().forEach(this::check);
    }

    /// Checks all portals, since the address under which Bitrix24 reaches us may have changed with the restart.
    @EventListener(ApplicationReadyEvent.class)
    void checkAllAfterStart() {
        portals.activeApps().forEach(this::plan);
    }

    /// Plans the check inside the transaction that installs the portal, so that neither happens without the other.
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

    /// Makes up for the checks, and installations, of the time in which the portal was suspended.
    @TransactionalEventListener
    void on(PortalEvent.Resumed resumed) {
        checkNow(resumed.memberId());
    }

    private void plan(MemberId memberId) {
        if (portals.isActiveApp(memberId)) {
            planner.planIfAbsent(instance(memberId.value()), clock.instant());
        }
    }

    /// A running check may have asked the portal before the change that this one is planned for, so another follows it.
    private void plan(String instance, Instant at) {
        if (!planner.plan(instance(instance), at)) {
            planner.planIfAbsent(instance(instance + AGAIN), at.plus(REPEAT_DELAY));
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
