package io.b24mirror.fetch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.MemberId;
import io.b24mirror.scheduling.TaskPlanner;

/// Wakes the drains of portals.
@Service
public class Drains {
    /// The task that drains a portal; its instances are named by the portals' member ids.
    public static final TaskDescriptor<Void> TASK = TaskDescriptor.of("drain-portal", Void.class);

    /// The priority of a drain that reads fresh changes. Other tasks have 50, and a drain with a backlog has less.
    public static final int FRESH = 60;
    private static final int BACKLOG = 10;
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final Logger log = LoggerFactory.getLogger(Drains.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final TaskPlanner planner;
    private final DrainSignals signals;
    private final Clock clock;

    Drains(JdbcClient jdbc, PlatformTransactionManager transactions, TaskPlanner planner,
            DrainSignals signals, Clock clock) {
        this.jdbc = jdbc;
        this.planner = planner;
        this.signals = signals;
        this.clock = clock;
        transaction = new TransactionTemplate(transactions);
        // a caller that wakes drains after its commit still has the finished transaction bound to its thread
        transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /// Wakes the drains of the portals, by one statement for all of them. Call it after the transaction that put
    /// records on the list has committed. The regular pass makes up for a lost wake-up within seconds, so this
    /// never fails.
    public void wake(Collection<MemberId> memberIds) {
        wake(memberIds, clock.instant());
    }

    /// Wakes the portal's drain at that time, but not before its back-off ends; a drain that is planned for an earlier
    /// time keeps that time. A time in the past counts as now, or the portal with the oldest backlog would always
    /// come first.
    public void wake(MemberId memberId, Instant at) {
        var now = clock.instant();
        wake(List.of(memberId), at.isBefore(now) ? now : at);
    }

    private void wake(Collection<MemberId> memberIds, Instant at) {
        if (memberIds.isEmpty()) {
            return;
        }
        try {
            transaction.executeWithoutResult(_ -> plan(memberIds, at));
            signals.send(memberIds);
            if (!at.isAfter(clock.instant())) {
                planner.runDueTasks();
            }
        } catch (RuntimeException e) {
            log.warn("Could not wake the drains of {} portals; the regular pass will", memberIds.size(), e);
        }
    }

    /// Leaves a running execution alone, since it looks at the list again when it has finished, and does not delay one
    /// that is planned for an earlier time.
    private void plan(Collection<MemberId> memberIds, Instant at) {
        jdbc.sql("""
                insert into scheduler.scheduled_tasks as known
                    (task_name, task_instance, execution_time, picked, version, priority)
                select :task, portal.member_id, greatest(cast(:at as timestamptz), pause.until), false, 1,
                       case when exists (
                           select from fetch_list.request
                           where request.member_id = portal.member_id and request.state = 'WAITING'
                             and (request.attempts > 0) = false and request.urgency = 0
                             and request.due_at <= cast(:soon as timestamptz)
                       ) then :fresh else :backlog end
                from unnest(cast(:memberIds as text[])) as portal (member_id)
                left join fetch_list.pause using (member_id)
                order by portal.member_id
                on conflict (task_name, task_instance) do update
                set execution_time = least(known.execution_time, excluded.execution_time),
                    priority = excluded.priority,
                    version = known.version
                              + case when known.execution_time > excluded.execution_time then 1 else 0 end
                where not known.picked
                  and (known.execution_time > excluded.execution_time
                       or known.priority is distinct from excluded.priority)
                """)
                .param("task", TASK.getTaskName())
                .param("memberIds", memberIds.stream().map(MemberId::value).distinct().toArray(String[]::new))
                .param("at", at.toString())
                .param("soon", clock.instant().plus(SOON).toString())
                .param("fresh", FRESH)
                .param("backlog", BACKLOG)
                .update();
    }
}
