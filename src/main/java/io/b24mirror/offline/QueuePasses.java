package io.b24mirror.offline;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.Drains;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.FetchProgress;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.intake.OfflineQueuesSignalled;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.scheduling.TaskPlanner;

/// Starts the passes that empty a portal's queue.
///
/// The first pass is one row of the fetch list, however often it is requested. Each later pass has a row of its own,
/// because a row that is requested again and again has to wait.
@Component
class QueuePasses {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("empty-offline-queue", Void.class);

    /// Lets events that are on their way arrive first: a row whose event was posted as well needs nothing more.
    static final Duration SIGNAL_DELAY = Duration.ofSeconds(30);

    private static final long FIRST = 1;
    private static final long LEFTOVERS = 2;

    private final FetchList list;
    private final FetchProgress progress;
    private final Drains drains;
    private final QueueStates states;
    private final PortalQueries portals;
    private final TaskPlanner planner;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;

    QueuePasses(FetchList list, FetchProgress progress, Drains drains, QueueStates states,
            PortalQueries portals,
            TaskPlanner planner, JdbcClient jdbc, TransactionTemplate transaction, Clock clock) {
        this.list = list;
        this.progress = progress;
        this.drains = drains;
        this.states = states;
        this.portals = portals;
        this.planner = planner;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @EventListener
    void on(OfflineQueuesSignalled signalled) {
        signalled.memberIds().forEach(this::plan);
    }

    /// Plans to empty the queue of a portal that has signalled. A queue that the portal does not give away is left
    /// alone until the next sweep or installation.
    private void plan(MemberId memberId) {
        if (states.problem(memberId).isEmpty()) {
            planner.planIfAbsent(TASK.instance(memberId.value()).build(), clock.instant().plus(SIGNAL_DELAY));
        }
    }

    void requestFirst(MemberId memberId) {
        if (mayAsk(memberId)) {
            transaction.executeWithoutResult(_ -> request(memberId, FIRST));
            drains.wake(List.of(memberId));
        }
    }

    /// Requests a pass that also finds the rows which a run left behind when it died, in the caller's transaction.
    void requestThorough(MemberId memberId) {
        states.forgetPlan(memberId);
        progress.takeGivenUp(memberId, QueueReader.KIND);
        request(memberId, FIRST);
        request(memberId, LEFTOVERS);
    }

    boolean isForLeftovers(RecordRef pass) {
        return pass.id() == LEFTOVERS;
    }

    /// Requests the next pass, in the transaction that completes one. Its row has a number that no other pass has.
    void requestNext(MemberId memberId) {
        request(memberId, jdbc.sql("select nextval('offline.pass')").query(Long.class).single());
    }

    private void request(MemberId memberId, long no) {
        list.request(List.of(new FetchRequest(new RecordRef(memberId, QueueReader.KIND, no), clock.instant(),
                Urgency.BACKGROUND, null, Cause.of(Layer.OFFLINE))));
    }

    /// Returns whether the portal has a queue that we may read. An incoming webhook may call none of the methods.
    boolean mayAsk(MemberId memberId) {
        return portals.isActiveApp(memberId);
    }

    @EventListener
    void on(PortalEvent.Installed installed) {
        states.forget(installed.memberId());
    }
}
