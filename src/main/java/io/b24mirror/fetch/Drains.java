package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalInstalled;

/// Wakes the drains of portals.
@Service
public class Drains {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("drain-portal", Void.class);

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

    void wake(MemberId memberId, Instant at) {
        try {
            scheduler.getObject().schedule(instance(memberId), at, ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException _) {
            // the running drain looks at the list again when it has finished
        } catch (RuntimeException e) {
            log.warn("Could not wake the drain of portal {}; the regular pass will", memberId, e);
        }
    }

    /// Gives a portal its execution if it has lost it.
    void ensureScheduled(MemberId memberId) {
        scheduler.getObject().scheduleIfNotExists(instance(memberId), clock.instant());
    }

    private static TaskInstance<Void> instance(MemberId memberId) {
        return TASK.instance(memberId.value()).build();
    }

    @TransactionalEventListener
    void resume(PortalInstalled installed) {
        portalPause.end(installed.memberId());
        wake(installed.memberId(), clock.instant());
    }
}
