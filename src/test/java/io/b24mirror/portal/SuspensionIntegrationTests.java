package io.b24mirror.portal;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import io.b24mirror.simulation.Delivery;
import io.b24mirror.testing.ServiceInstance;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// What a suspended portal is spared, whoever may want something of it.
class SuspensionIntegrationTests extends ServiceTest {
    private final Suspensions suspensions;
    private final ApplicationContext context;

    @Autowired
    SuspensionIntegrationTests(Suspensions suspensions, ApplicationContext context) {
        this.suspensions = suspensions;
        this.context = context;
    }

    @Test
    void asksNothingOfASuspendedPortalAndKeepsItsEventsForLater() throws InterruptedException {
        install();
        letSelfCheckPass();
        suspend();

        long section = portal.calendar().addSection("user", 1, "Work");
        assertThat(portal.events().deliverAll()).extracting(Delivery::status).containsOnly(200);
        work();
        clock.advance(Duration.ofHours(3));
        work();

        assertThat(portal.requests()).isEmpty();
        assertThat(rows("select record_id, state, attempts from reporting.pending_fetches"))
                .containsExactly(Map.of("record_id", section, "state", "WAITING", "attempts", 0));
        assertThat(rows("select * from reporting.deliveries where event = 'ONCALENDARSECTIONADD'")).hasSize(1);

        assertThat(suspensions.resume(member())).isTrue();
        work();

        assertThat(rows("select section_id from reporting.calendar_sections where name = 'Work'"))
                .containsExactly(Map.of("section_id", section));
        assertThat(value("select suspended_at is null from reporting.portals", Boolean.class)).isTrue();
    }

    @Test
    void endsAReadingThatIsUnderWayWithoutBlamingAnybody() throws InterruptedException {
        install();
        letSelfCheckPass();
        var somebody = portal.users().add("Somebody Else");
        portal.calendar().addSection("user", somebody, "Hers"); // takes several requests to find
        portal.events().deliverAll();
        portal.clearJournal();
        var hanging = portal.faults().hang("batch");
        var worker = Thread.startVirtualThread(this::work);
        portal.awaitInFlight(1, Duration.ofSeconds(10));

        suspensions.suspend(member());
        hanging.countDown();
        worker.join();

        assertThat(portal.requests()).hasSize(1);
        assertThat(rows("select attempts, claim from fetch_list.request where state = 'WAITING'")).singleElement()
                .satisfies(row -> assertThat(row).containsEntry("attempts", 0).containsEntry("claim", null));
        assertThat(rows("select * from fetch_list.pause")).isEmpty();
        suspensions.resume(member());
        work();
        assertThat(rows("select * from reporting.calendar_sections where name = 'Hers'")).hasSize(1);
    }

    @Test
    void staysSuspendedOnEveryInstance() throws InterruptedException {
        install();
        letSelfCheckPass();
        suspend();

        try (var other = ServiceInstance.beside(context)) {
            portal.calendar().addSection("user", 1, "Work");
            portal.events().deliverAll();
            other.wake(List.of(member()));
            other.runDue();
            work();
            assertThat(portal.requests()).isEmpty();

            suspensions.resume(member());
            other.runDue();
        }

        assertThat(rows("select * from reporting.calendar_sections where name = 'Work'")).hasSize(1);
    }

    @Test
    void isNotResumedByANewInstallation() throws InterruptedException {
        install();
        letSelfCheckPass();
        suspend();

        install();

        assertThat(isSuspended()).isTrue();
        assertThat(portal.calls("event.bind")).isZero();
        suspensions.resume(member());
        work();
        assertThat(portal.subscribedEvents()).isNotEmpty();
        assertThat(portal.calls("event.bind")).isPositive();
    }

    @Test
    void endsWithTheRemovalOfTheApp() throws InterruptedException {
        install();
        suspend();

        portal.uninstall(false);
        deliverAndWork();
        assertThat(isSuspended()).isFalse();
        assertThat(suspensions.suspend(member())).isFalse();
        install();

        assertThat(isSuspended()).isFalse();
    }

    @Test
    void isCounted() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        new PortalGauges(jdbc, clock).bindTo(registry);
        install();
        suspend();
        clock.advance(Duration.ofMinutes(1));

        assertThat(registry.get("b24.portals.suspended").gauge().value()).isOne();
        assertThat(registry.get("b24.portals").tag("state", "ACTIVE").gauge().value()).isOne();
    }

    private void suspend() {
        assertThat(suspensions.suspend(member())).isTrue();
        assertThat(suspensions.suspend(member())).isFalse();
        portal.clearJournal();
    }

    private boolean isSuspended() {
        return value("select suspended_at is not null from reporting.portals", Boolean.class);
    }

    /// After an installation the portal is asked for a test event.
    private void letSelfCheckPass() throws InterruptedException {
        clock.advance(Duration.ofSeconds(20));
        deliverAndWork();
        deliverAndWork();
    }

    private MemberId member() {
        return new MemberId(portal.memberId());
    }
}
