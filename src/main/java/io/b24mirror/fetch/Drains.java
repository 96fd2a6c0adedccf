package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalInstalled;
import io.b24mirror.portal.PortalResumed;

/// Wakes the drains of portals.
@Service
public class Drains {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("drain-portal", Void.class);

    private static final int ATTEMPTS = 5;
    private static final Logger log = LoggerFactory.getLogger(Drains.class);

    private final ObjectProvider<SchedulerClient> scheduler;
    private final PortalPause portalPause;
    private final Clock clock;

    Drains(ObjectProvider<SchedulerClient> scheduler, PortalPause portalPause, Clock clock) {
        this.scheduler = scheduler;
        this.portalPause = portalPause;
        this.clock = clock;
    }

    /// Has the portals' records read soon. Call it after the transaction committed that put them on the list; a wake-up
    /// that gets lost is made up for within seconds, so this never fails.
    public void wake(Collection<MemberId> memberIds) {
        memberIds.forEach(memberId -> wake(memberId, clock.instant()));
    }

    /// Has the portal's records read at that time, or when the portal has rested, or at the time planned already,
    /// whichever comes first.
    void wake(MemberId memberId, Instant at) {
        try {
            for (int attempt = 1; !bringForward(instance(memberId), portalPause.notBefore(memberId, at)); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("Others change its plan all the time");
                }
            }
        } catch (RuntimeException e) {
            log.warn("Could not wake the drain of portal {}; the regular pass will", memberId, e);
        }
    }

    /// Leaves an execution alone that comes soon enough: rescheduling it would take it from the hands of whoever is
    /// about to pick it, and a later wake-up must not put off an earlier one.
    ///
    /// @return whether the plan is as wanted now; if not, somebody else changed it in between
    private boolean bringForward(TaskInstance<Void> drain, Instant at) {
        var client = scheduler.getObject();
        var known = client.getScheduledExecution(drain);
        if (known.isPresent() && !known.get().getExecutionTime().isAfter(at)) {
            return true;
        }
        try {
            return client.schedule(drain, at, ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException _) {
            return true; // the running drain looks at the list again when it has finished
        } catch (ExecutionException | TaskInstanceNotFoundException _) {
            return false;
        }
    }

    private static TaskInstance<Void> instance(MemberId memberId) {
        return TASK.instance(memberId.value()).build();
    }

    @TransactionalEventListener
    void resume(PortalResumed resumed) {
        portalPause.end(resumed.memberId());
        wake(resumed.memberId(), clock.instant());
    }

    @TransactionalEventListener
    void resume(PortalInstalled installed) {
        portalPause.end(installed.memberId());
        wake(installed.memberId(), clock.instant());
    }
}
