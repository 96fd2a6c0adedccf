package io.b24mirror.portal.removal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalEvent;

/// Clears up behind a portal that removed the app: the work that was planned for it always, everything that was
/// received and read from it if its administrator wanted that. Of one that an operator erases nothing stays, the
/// portal's own row included, which goes last.
///
/// It goes in bites, each a transaction that locks the portal's row and looks whether it is still uninstalled. So a
/// portal that installs the app anew waits for one bite at most, and nothing of it is deleted after that. A second round
/// follows a quarter of an hour later: a reading that was under way, or another instance that had not heard of the
/// uninstallation yet, may have written something meanwhile. A farewell ends with a look at everything that began after
/// that and found nothing; rows that somebody holds at that moment make it come again.
@Component
class PortalPurge {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("clear-up-portal", Void.class);
    static final Duration SECOND_ROUND = Duration.ofMinutes(15);
    static final Duration COME_AGAIN = Duration.ofMinutes(1);
    static final int BITE = 1_000;

    /// One run is bounded, so that an instance which shuts down is not held up.
    static final int BITES_PER_RUN = 100;

    private static final Logger log = LoggerFactory.getLogger(PortalPurge.class);

    private final List<PortalData> data;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final Clock clock;

    PortalPurge(List<PortalData> data, JdbcClient jdbc, TransactionTemplate transaction,
            ObjectProvider<SchedulerClient> scheduler, Clock clock) {
        this.data = List.copyOf(data);
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    private record Farewell(Instant uninstalledAt, boolean clean, boolean forgotten, long rows) {
        boolean takes(PortalData part) {
            return switch (part.kind()) {
                case WORK -> true;
                case RECORDS -> clean;
                case REMAINS -> false;
            };
        }
    }

    /// Ends the portal's planned work at once, and plans the rest, inside the transaction that uninstalls.
    @EventListener
    void on(PortalEvent.Uninstalled uninstalled) {
        var memberId = uninstalled.memberId();
        endPlannedWork(memberId);
        jdbc.sql("""
                insert into portal.farewell (member_id, uninstalled_at, clean, forgotten)
                values (:memberId, cast(:at as timestamptz), :clean, :forgotten)
                on conflict (member_id) do update
                set uninstalled_at = excluded.uninstalled_at, clean = excluded.clean, forgotten = excluded.forgotten,
                    rows = 0
                """)
                .param("memberId", memberId.value())
                .param("at", uninstalled.at().toString())
                .param("clean", uninstalled.clean())
                .param("forgotten", uninstalled.erased())
                .update();
        plan(memberId);
    }

    /// Every task that concerns one portal goes by the portal's member_id.
    private void endPlannedWork(MemberId memberId) {
        jdbc.sql("""
                delete from scheduler.scheduled_tasks
                where task_instance = :memberId and task_name <> :clearing and not picked
                """).param("memberId", memberId.value()).param("clearing", TASK.getTaskName()).update();
    }

    /// Looks once more after a run has let go of its execution: what runs cannot be planned anew.
    void planIfForgotten(MemberId memberId) {
        if (scheduler.getObject().getScheduledExecution(instance(memberId)).isEmpty() && isWaiting(memberId)) {
            plan(memberId);
        }
    }

    private boolean isWaiting(MemberId memberId) {
        return jdbc.sql("select exists (select 1 from portal.farewell where member_id = :memberId)")
                .param("memberId", memberId.value())
                .query(Boolean.class)
                .single();
    }

    private void plan(MemberId memberId) {
        try {
            scheduler.getObject().schedule(instance(memberId), clock.instant(), ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException _) {
            log.debug("Portal {} is being cleared up; the run finds the new farewell", memberId);
        }
    }

    private static TaskInstance<Void> instance(MemberId memberId) {
        return TASK.instance(memberId.value()).build();
    }

    /// The portal is back: what is left of it is its own again.
    @EventListener
    void on(PortalEvent.Installed installed) {
        if (forget(installed.memberId()) > 0) {
            log.info("Portal {} is back before everything of it was deleted; the rest stays", installed.memberId());
        }
    }

    private int forget(MemberId memberId) {
        return jdbc.sql("delete from portal.farewell where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }

    /// Deletes until nothing is left or the run has lasted long enough.
    ///
    /// @return when to run again; null if all is done
    @Nullable
    Instant run(MemberId memberId) {
        for (int bite = 0; bite < BITES_PER_RUN; bite++) {
            var began = clock.instant();
            var deleted = transaction.execute(_ -> bite(memberId));
            if (deleted == null) {
                return null;
            }
            if (deleted == 0) {
                return endOfRound(memberId, began);
            }
        }
        return clock.instant();
    }

    /// @return how many rows went; null if the portal is back
    private @Nullable Integer bite(MemberId memberId) {
        var farewell = find(memberId).orElse(null);
        if (farewell == null) {
            return null;
        }
        for (var part : data) {
            if (farewell.takes(part)) {
                int deleted = part.delete(memberId, BITE);
                if (deleted > 0) {
                    count(memberId, deleted);
                    return deleted;
                }
            }
        }
        return 0;
    }

    /// As long as the portal is uninstalled; it stays so until the end of the transaction.
    private Optional<Farewell> find(MemberId memberId) {
        return jdbc.sql("""
                select farewell.uninstalled_at, farewell.clean, farewell.forgotten, farewell.rows
                from portal.farewell
                join portal.portal using (member_id)
                where member_id = :memberId and portal.state = 'UNINSTALLED'
                for share of portal
                """)
                .param("memberId", memberId.value())
                .query((row, _) -> new Farewell(row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getBoolean(2), row.getBoolean(3), row.getLong(4)))
                .optional();
    }

    private void count(MemberId memberId, int deleted) {
        jdbc.sql("update portal.farewell set rows = rows + :deleted where member_id = :memberId")
                .param("deleted", deleted)
                .param("memberId", memberId.value())
                .update();
    }

    /// @param began
    ///            when the look at everything began that found nothing to delete
    private @Nullable Instant endOfRound(MemberId memberId, Instant began) {
        return transaction
                .execute(_ -> find(memberId).map(farewell -> endOfRound(memberId, farewell, began)).orElse(null));
    }

    private @Nullable Instant endOfRound(MemberId memberId, Farewell farewell, Instant began) {
        endPlannedWork(memberId);
        var secondRound = farewell.uninstalledAt().plus(SECOND_ROUND);
        if (began.isBefore(secondRound)) {
            return secondRound;
        }
        if (data.stream().anyMatch(part -> farewell.takes(part) && part.hasAny(memberId))) {
            return comeAgain(memberId);
        }
        if (farewell.forgotten()) {
            if (!deleteRemains(memberId, farewell)) {
                return comeAgain(memberId);
            }
            log.info("Everything of portal {} is deleted, as an operator wanted: {} rows", memberId, farewell.rows());
            return null;
        }
        forget(memberId);
        log.info(farewell.clean()
                ? "Everything of portal {} is deleted, as its administrator wanted: {} rows"
                : "The work planned for portal {} is ended: {} rows; its records stay", memberId, farewell.rows());
        return null;
    }

    private Instant comeAgain(MemberId memberId) {
        log.info("Somebody holds rows of portal {}, which is being cleared up; the rest follows in a minute", memberId);
        return clock.instant().plus(COME_AGAIN);
    }

    /// A claim that was stored at the same time as the portal was erased would find nobody later who remembers that.
    ///
    /// @return whether that was all; if not, the portal's row is still there, since nobody could erase the rest without
    private boolean deleteRemains(MemberId memberId, Farewell farewell) {
        var remains = data.stream().filter(part -> part.kind() == PortalData.Kind.REMAINS).toList();
        for (var part : remains) {
            int deleted;
            do {
                deleted = part.delete(memberId, BITE);
            } while (deleted > 0);
        }
        if (remains.stream().anyMatch(part -> part.hasAny(memberId))) {
            return false;
        }
        jdbc.sql(
                "delete from portal.installation where member_id = :memberId and received_at < cast(:at as timestamptz)")
                .param("memberId", memberId.value())
                .param("at", farewell.uninstalledAt().toString())
                .update();
        jdbc.sql("delete from portal.portal where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
        return true;
    }
}
