package io.b24mirror.fetch.drain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

import io.b24mirror.fetch.DrainSignals;
import io.b24mirror.fetch.DrainTest;
import io.b24mirror.fetch.FetchList;
import io.b24mirror.fetch.batch.BatchFetcher;
import io.b24mirror.fetch.batch.PortalBackoff;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.scheduling.Sleeper;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.SettableClock;

import static java.time.ZoneOffset.UTC;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// Drains under real schedulers, as instances of the service run them, with a clock that runs. The regular pass that
/// wakes portals is at work only where a test says so.
class WakeUpTests extends DrainTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Autowired
    private DataSource dataSource;

    @Autowired
    private BatchFetcher batches;

    @Autowired
    private PortalBackoff backoff;

    @Autowired
    private PortalQueries portals;

    @Autowired
    private Sleeper sleeper;

    @Autowired
    private DrainSignals signals;

    @Autowired
    private Drain drain;

    private final List<Scheduler> schedulers = new ArrayList<>();
    private final Thread time = Thread.ofVirtual().unstarted(this::runClock);
    private int missedHeartbeats = 20;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    WakeUpTests() {}

    /// The time of day, since db-scheduler revives dead executions by the system's clock.
    @Override
    @BeforeEach
    protected void beginWithCalendar() throws InterruptedException {
        clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
        super.beginWithCalendar();
    }

    @BeforeEach
    void letClockRun() {
        time.start();
    }

    private void runClock() {
        var step = Duration.ofMillis(5);
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(step.toNanos());
            clock.advance(step);
        }
    }

    @AfterEach
    void stop() {
        schedulers.stream()
                .filter(scheduler -> !scheduler.getSchedulerState().isShuttingDown())
                .forEach(Scheduler::stop);
        time.interrupt();
    }

    private Scheduler startInstance(String name, Drain drain) {
        return start(name, List.of(new DrainTask().drainPortal(drain, drains)), List.of());
    }

    private void startInstanceWithPass(String name) {
        start(name, List.of(new DrainTask().drainPortal(drain, drains)),
                List.of(new DrainTask().wakePortals(drains, list)));
    }

    private Scheduler start(String name, List<Task<?>> tasks, List<RecurringTask<?>> passes) {
        var scheduler = Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), tasks)
                .startTasks(passes)
                .schedulerName(new SchedulerName.Fixed(name))
                .tableName("scheduler.scheduled_tasks")
                .clock(clock::instant)
                .pollingInterval(Duration.ofMillis(20))
                .heartbeatInterval(Duration.ofMillis(500))
                .missedHeartbeatsLimit(missedHeartbeats)
                .shutdownMaxWait(Duration.ofSeconds(2))
                .threads(4)
                .build();
        schedulers.add(scheduler);
        scheduler.start();
        return scheduler;
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(condition::getAsBoolean);
    }

    private boolean isDrainPlanned() {
        return value("select exists (select from scheduler.scheduled_tasks where task_name = 'drain-portal')",
                Boolean.class);
    }

    private void planDrain(MemberId memberId, Instant at) {
        jdbc.sql("""
                insert into scheduler.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                values ('drain-portal', :memberId, :at, false, 1)
                """).param("memberId", memberId.value()).param("at", at.atOffset(UTC)).update();
    }

    /// A list on which something happens right after a drain has looked at it.
    private static final class WatchedList extends FetchList {
        private final AtomicReference<@Nullable Runnable> afterLook = new AtomicReference<>();

        WatchedList(JdbcClient jdbc, SettableClock clock) {
            super(jdbc, clock);
        }

        void onceAfterLook(Runnable action) {
            afterLook.set(action);
        }

        @Override
        public @Nullable Instant nextDue(MemberId memberId) {
            var due = super.nextDue(memberId);
            var action = afterLook.getAndSet(null);
            if (action != null) {
                action.run();
            }
            return due;
        }
    }

    private Drain drainOver(FetchList watched) {
        return new Drain(watched, batches, backoff, portals, sleeper, signals, clock);
    }

    private void deliver() {
        try {
            portal.events().deliverAll();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What an event does: commit, then wake. Not over HTTP, where the answer comes before the wake-up, which then
    /// might come late enough to find the drain at rest.
    private void arrive() {
        var id = addEvents(1).getFirst();
        portal.events().dropWaiting();
        request(event(id));
        drains.wake(List.of(memberId()));
    }

    @Test
    void readsEventThatComesAfterTheLastLook() throws InterruptedException {
        var watched = new WatchedList(jdbc, clock);
        watched.onceAfterLook(this::arrive);
        startInstance("one", drainOver(watched));
        addEvents(1);

        deliver();

        await(() -> copies() == 2);
        await(() -> !isDrainPlanned());
    }

    /// Then the drain has planned its next run, hours later.
    @Test
    void readsEventThatComesAfterTheLastLookAtRecordsThatHaveToWait() throws InterruptedException {
        var watched = new WatchedList(jdbc, clock);
        watched.onceAfterLook(this::arrive);
        request(event(999_999));
        jdbc.sql("update fetch_list.request set due_at = due_at + interval '2 hours', attempts = 5").update();
        startInstance("one", drainOver(watched));
        addEvents(1);

        deliver();

        await(() -> copies() == 2);
    }

    @Test
    void readsEventThatComesWhileAnotherIsRead() throws InterruptedException {
        startInstance("one", drain);
        var answer = portal.faults().hang("batch");
        addEvents(1);
        deliver();
        portal.awaitInFlight(1, SOON);
        addEvents(1);
        deliver();

        answer.countDown();

        await(() -> copies() == 2);
    }

    @Test
    void readsRecordAgainThatChangesWhileItIsRead() throws InterruptedException {
        startInstance("one", drain);
        var id = addEvents(1).getFirst();
        var lost = portal.faults().hang("batch");
        deliver();
        portal.awaitInFlight(1, SOON);
        var answered = claimedRevision(id);
        portal.calendar().updateEvent(id, EventDraft.change().name("Changed"));
        deliver();
        assertThat(claimedRevision(id)).isGreaterThan(answered);

        lost.countDown();

        await(() -> portal.calls("calendar.event.getbyid") == 2);
        await(() -> states().equals(Map.of("SETTLED", 1L)));
        assertThat(value("select name from mirror.calendar_event", String.class)).isEqualTo("Changed");
    }

    private long claimedRevision(long id) {
        return jdbc.sql("select revision from fetch_list.request where record_id = :id and claim is not null")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    @Test
    void makesUpForWakeUpThatNeverCame() {
        var id = addEvents(1).getFirst();
        portal.events().dropWaiting();
        request(event(id));

        startInstanceWithPass("one");

        await(() -> copies() == 1);
    }

    /// The instance died between the commit and the wake-up, and the drain is planned for a record that has to wait.
    @Test
    void makesUpForWakeUpThatNeverCameWhereDrainIsPlannedFarAhead() {
        var id = addEvents(1).getFirst();
        portal.events().dropWaiting();
        planDrain(memberId(), clock.instant().plus(Duration.ofHours(2)));
        request(event(id));

        startInstanceWithPass("one");

        await(() -> copies() == 1);
    }

    @Test
    void neverPutsOffEarlierRunForLaterWakeUp() {
        var soon = clock.instant().plusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
        drains.wake(memberId(), soon);

        drains.wake(memberId(), soon.plusSeconds(48));

        assertThat(plannedAt()).isEqualTo(soon);
        drains.wake(memberId(), soon.minusSeconds(7));
        assertThat(plannedAt()).isEqualTo(soon.minusSeconds(7));
    }

    private Instant plannedAt() {
        return instant("select execution_time from scheduler.scheduled_tasks where task_name = 'drain-portal'");
    }

    /// Else a portal with an old backlog would always come before one whose event came in just now.
    @Test
    void plansDrainWithABacklogForNowWhenItsTimeIsOver() {
        portal.rate(2, 50);
        jdbc.sql("""
                insert into fetch_list.request (member_id, record_kind, record_id, state, urgency, requested_at, due_at)
                select :memberId, 'calendar_event', id, 'WAITING', 1, :then, :then
                from generate_series(1000000, 1010000) id
                """)
                .param("memberId", portal.memberId())
                .param("then", clock.instant().minus(Duration.ofHours(1)).atOffset(UTC))
                .update();
        spendBurst();
        // a sleeper moves the clock on faster than the heart beats
        missedHeartbeats = Integer.MAX_VALUE;
        var begun = clock.instant();
        drains.wake(List.of(memberId()));

        startInstance("one", drain);

        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> plannedAt().isAfter(begun.plusSeconds(29)));
    }

    private void spendBurst() {
        jdbc.sql("update bitrix.request_budget set booked_until = :full")
                .param("full", clock.instant().plusSeconds(25).atOffset(UTC))
                .update();
    }

    @Test
    void takesOverFromInstanceThatDied() {
        var id = addEvents(1).getFirst();
        portal.events().dropWaiting();
        request(event(id));
        batches.claim(memberId(), 50);
        jdbc.sql("""
                insert into scheduler.scheduled_tasks
                    (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ('drain-portal', :memberId, :then, true, 'dead', :then, 1)
                """)
                .param("memberId", portal.memberId())
                .param("then", clock.instant().minusSeconds(60).atOffset(UTC))
                .update();

        startInstance("one", drain);

        await(() -> copies() == 1);
    }

    /// Counts who drains at the same time.
    private final class WatchedDrain extends Drain {
        private final String instance;
        private final Set<String> instances;
        private final AtomicInteger running;
        private final AtomicInteger most;

        WatchedDrain(String instance, Set<String> instances, AtomicInteger running, AtomicInteger most) {
            super(list, batches, backoff, portals, sleeper, signals, clock);
            this.instance = instance;
            this.instances = instances;
            this.running = running;
            this.most = most;
        }

        @Override
        @Nullable
        Instant run(MemberId memberId, BooleanSupplier stop) throws InterruptedException {
            if (!memberId.equals(memberId())) {
                return super.run(memberId, stop); // a straggler of the test before
            }
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            instances.add(instance);
            try {
                return super.run(memberId, stop);
            } finally {
                running.decrementAndGet();
            }
        }
    }

    @Test
    void neverLetsTwoInstancesDrainOnePortal() throws InterruptedException {
        var instances = ConcurrentHashMap.<String>newKeySet();
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var schedulersByName = Map.of("one",
                startInstance("one", new WatchedDrain("one", instances, running, most)), "two",
                startInstance("two", new WatchedDrain("two", instances, running, most)));
        var answer = portal.faults().hang("batch");
        addEvents(1);
        deliver();
        portal.awaitInFlight(1, SOON);
        addEvents(100);
        deliver();
        drains.wake(Collections.nCopies(100, memberId()));

        Awaitility.await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> running.get() == 1);

        answer.countDown();
        await(() -> copies() == 101);
        requireNonNull(schedulersByName.get(instances.iterator().next())).stop();
        addEvents(1);
        deliver();
        await(() -> copies() == 102);
        assertThat(most).hasValue(1);
        assertThat(instances).containsExactlyInAnyOrder("one", "two");
    }
}
