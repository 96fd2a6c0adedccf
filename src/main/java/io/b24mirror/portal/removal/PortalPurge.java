package io.b24mirror.portal.removal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.scheduling.TaskPlanner;

/// Deletes what is left of a portal that removed the app, in the background: always the work that was planned for it,
/// and everything that was received and read if its administrator wanted that. Of a portal that an operator erases,
/// nothing stays; its own row goes last.
///
/// It deletes in chunks. Each is a transaction that locks the portal's row and checks that the portal is still
/// uninstalled, so a portal that installs the app again waits for one chunk at most, and nothing is deleted after that.
/// A second pass follows after a quarter of an hour, because a running fetch, or another instance that does not know of
/// the uninstallation yet, may still have written something. The purge ends when a pass that began after that finds
/// nothing; rows that another transaction has locked then are tried again a minute later.
@Component
class PortalPurge {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("purge-portal", Void.class);
    static final Duration SECOND_PASS = Duration.ofMinutes(15);
    static final Duration RETRY = Duration.ofMinutes(1);
    static final int CHUNK = 1_000;

    /// Bounds a run, so that it does not hold up an instance that shuts down.
    static final int CHUNKS_PER_RUN = 100;

    private static final Logger log = LoggerFactory.getLogger(PortalPurge.class);

    private final List<PortalData> data;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final TaskPlanner planner;
    private final Clock clock;

    PortalPurge(List<PortalData> data, JdbcClient jdbc, TransactionTemplate transaction,
            TaskPlanner planner, Clock clock) {
        this.data = List.copyOf(data);
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.planner = planner;
        this.clock = clock;
    }

    private record Purge(MemberId memberId, Instant uninstalledAt, boolean clean, boolean erased, long rows) {
        boolean includes(PortalData part) {
            return switch (part.kind()) {
                case WORK -> true;
                case RECORDS -> clean;
                case REMAINS -> false;
            };
        }
    }

    /// Cancels the portal's planned work at once, and plans the rest, inside the transaction that uninstalls.
    @EventListener
    void on(PortalEvent.Uninstalled uninstalled) {
        var memberId = uninstalled.memberId();
        cancelPlannedWork(memberId);
        jdbc.sql("""
                insert into portal.purge (member_id, uninstalled_at, clean, erased)
                values (:memberId, cast(:at as timestamptz), :clean, :erased)
                on conflict (member_id) do update
                set uninstalled_at = excluded.uninstalled_at, clean = excluded.clean, erased = excluded.erased,
                    rows = 0
                """)
                .param("memberId", memberId.value())
                .param("at", uninstalled.at().toString())
                .param("clean", uninstalled.clean())
                .param("erased", uninstalled.erased())
                .update();
        plan(memberId);
    }

    /// Every task that concerns one portal has the portal's member_id as its instance.
    private void cancelPlannedWork(MemberId memberId) {
        jdbc.sql("""
                delete from scheduler.scheduled_tasks
                where task_instance = :memberId and task_name <> :purge and not picked
                """).param("memberId", memberId.value()).param("purge", TASK.getTaskName()).update();
    }

    /// Plans a run if there is still something to purge. Call it after a run: a running task cannot be planned again.
    void planIfNeeded(MemberId memberId) {
        if (!planner.isPlanned(instance(memberId)) && isPending(memberId)) {
            plan(memberId);
        }
    }

    private boolean isPending(MemberId memberId) {
        return jdbc.sql("select exists (select 1 from portal.purge where member_id = :memberId)")
                .param("memberId", memberId.value())
                .query(Boolean.class)
                .single();
    }

    private void plan(MemberId memberId) {
        if (!planner.plan(instance(memberId), clock.instant())) {
            log.debug("Portal {} is being purged; that run takes up the new purge", memberId);
        }
    }

    private static TaskInstance<Void> instance(MemberId memberId) {
        return TASK.instance(memberId.value()).build();
    }

    /// Ends the purge of a portal that is back, so that it keeps what is left.
    @EventListener
    void on(PortalEvent.Installed installed) {
        if (end(installed.memberId()) > 0) {
            log.info("Portal {} is back before everything of it was deleted; the rest stays", installed.memberId());
        }
    }

    private int end(MemberId memberId) {
        return jdbc.sql("delete from portal.purge where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }

    /// Deletes until nothing is left or the run has deleted enough.
    ///
    /// @return when to run again; null if the purge has ended
    @Nullable
    Instant run(MemberId memberId) {
        for (int chunk = 0; chunk < CHUNKS_PER_RUN; chunk++) {
            var began = clock.instant();
            var deleted = transaction.execute(_ -> find(memberId).map(this::deleteChunk).orElse(null));
            if (deleted == null) {
                return null;
            }
            if (deleted == 0) {
                return transaction.execute(_ -> find(memberId).map(purge -> endPass(purge, began)).orElse(null));
            }
        }
        return clock.instant();
    }

    /// Finds the purge of a portal that is still uninstalled, and keeps it so until the end of the transaction.
    private Optional<Purge> find(MemberId memberId) {
        return jdbc.sql("""
                select purge.uninstalled_at, purge.clean, purge.erased, purge.rows
                from portal.purge
                join portal.portal using (member_id)
                where member_id = :memberId and portal.state = 'UNINSTALLED'
                for share of portal
                """)
                .param("memberId", memberId.value())
                .query((row, _) -> new Purge(memberId, row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getBoolean(2), row.getBoolean(3), row.getLong(4)))
                .optional();
    }

    /// @return how many rows it deleted
    private int deleteChunk(Purge purge) {
        for (var part : data) {
            int deleted = purge.includes(part) ? part.delete(purge.memberId(), CHUNK) : 0;
            if (deleted > 0) {
                count(purge.memberId(), deleted);
                return deleted;
            }
        }
        return 0;
    }

    private void count(MemberId memberId, int deleted) {
        jdbc.sql("update portal.purge set rows = rows + :deleted where member_id = :memberId")
                .param("deleted", deleted)
                .param("memberId", memberId.value())
                .update();
    }

    /// Ends a pass that found nothing more to delete, and with the last one the purge.
    ///
    /// @param began
    ///            when it began to look for rows and found none
    private @Nullable Instant endPass(Purge purge, Instant began) {
        var memberId = purge.memberId();
        cancelPlannedWork(memberId);
        var secondPass = purge.uninstalledAt().plus(SECOND_PASS);
        if (began.isBefore(secondPass)) {
            return secondPass;
        }
        if (data.stream().anyMatch(part -> purge.includes(part) && part.hasAny(memberId))) {
            return retry(memberId);
        }
        if (!purge.erased()) {
            end(memberId);
            log.info(purge.clean()
                    ? "Everything of portal {} is deleted, as its administrator wanted: {} rows"
                    : "The work planned for portal {} is ended: {} rows; its records stay", memberId, purge.rows());
            return null;
        }
        return erase(purge) ? null : retry(memberId);
    }

    private Instant retry(MemberId memberId) {
        log.info("Rows of portal {} are locked while it is purged; the rest is deleted in a minute", memberId);
        return clock.instant().plus(RETRY);
    }

    /// Deletes the remains of an erased portal and then its row. Claims that were stored while it was being erased go,
    /// too: later there would be nothing left to say that they are outdated.
    ///
    /// @return whether everything is deleted; if not, the portal's row stays, since the purge needs it
    private boolean erase(Purge purge) {
        var memberId = purge.memberId();
        var remains = data.stream().filter(part -> part.kind() == PortalData.Kind.REMAINS).toList();
        remains.forEach(part -> deleteAll(part, memberId));
        if (remains.stream().anyMatch(part -> part.hasAny(memberId))) {
            return false;
        }
        jdbc.sql("""
                delete from portal.installation
                where member_id = :memberId and received_at < cast(:at as timestamptz)
                """).param("memberId", memberId.value()).param("at", purge.uninstalledAt().toString()).update();
        jdbc.sql("delete from portal.portal where member_id = :memberId").param("memberId", memberId.value()).update();
        log.info("Everything of portal {} is deleted, as an operator wanted: {} rows", memberId, purge.rows());
        return true;
    }

    private static void deleteAll(PortalData part, MemberId memberId) {
        int deleted;
        do {
            deleted = part.delete(memberId, CHUNK);
        } while (deleted > 0);
    }
}
