package io.b24mirror.subscription;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.simulation.SimulatedPortal;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class SubscriptionIntegrationTests extends ServiceTest {
    private final EventCatalog catalog;

    @Autowired
    SubscriptionIntegrationTests(EventCatalog catalog) {
        this.catalog = catalog;
    }

    @Test
    void subscribesToEveryEventThatWeHandleByTwoRequests() throws InterruptedException {
        install();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
        assertThat(portal.offlineEvents()).containsExactlyInAnyOrderElementsOf(catalog.recordCodes());
        assertThat(catalog.codes()).contains("ONOFFLINEEVENT").containsAll(catalog.recordCodes());
        assertThat(catalog.recordCodes()).contains("ONCALENDARENTRYADD").doesNotContain("ONAPPINSTALL");
        assertThat(portal.requests()).filteredOn(request -> request.method().equals("batch")).hasSize(2);
    }

    @Test
    void subscribesAgainAfterEveryInstallation() throws InterruptedException {
        install();
        portal.forgetSubscriptions();

        install();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
    }

    @Test
    void subscribesToTheRestWhereAScopeIsMissing() throws InterruptedException {
        portal.close();
        portal = newPortalWith("calendar");

        install();

        assertThat(portal.subscribedEvents()).contains("ONCALENDARENTRYADD").doesNotContain("ONCRMTIMELINECOMMENTADD");
        assertThat(rows("select * from scheduler.scheduled_tasks where task_name = 'bind-events'")).isEmpty();
    }

    private SimulatedPortal newPortalWith(String scope) {
        var authorization = portal.authorizationServerUrl().getPort();
        var other = SimulatedPortal.builder()
                .clock(clock)
                .clientId("app.test")
                .clientSecret("client-secret-of-the-tests")
                .scope(scope)
                .ports(0, authorization)
                .start();
        other.events().byHand();
        return other;
    }

    @ParameterizedTest
    @MethodSource("trouble")
    void triesAgainAfterTroubleThatPasses(Consumer<SimulatedFaults> trouble) throws InterruptedException {
        trouble.accept(portal.faults());
        install();
        assertThat(portal.subscribedEvents()).hasSizeLessThan(catalog.codes().size());

        portal.faults().clear();
        clock.advance(Duration.ofSeconds(5));
        work();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
    }

    static Stream<Consumer<SimulatedFaults>> trouble() {
        return Stream.of(faults -> faults.html("batch", 1, 502), faults -> faults.reset("batch", 1),
                faults -> faults.error("batch", 1, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests"),
                faults -> faults.failCalls("event.bind", 3, 500, "INTERNAL_SERVER_ERROR", "Oops"),
                faults -> faults.failCalls("event.bind", 3, 503, "OVERLOAD_LIMIT", "Blocked"));
    }

    @Test
    void subscribesOnceTheMethodMayBeCalledAgain() throws InterruptedException {
        portal.faults().failCalls("event.bind", 3, 429, "OPERATION_TIME_LIMIT", "Method is blocked");
        install();
        clock.advance(Duration.ofSeconds(5));
        work();
        assertThat(portal.subscribedEvents()).hasSizeLessThan(catalog.codes().size());

        clock.advance(Duration.ofMinutes(1));
        work();

        assertThat(portal.subscribedEvents()).containsExactlyInAnyOrderElementsOf(catalog.codes());
    }

    @Test
    void doesNotInsistWhereTheInstallationIsWorthNothing() throws InterruptedException {
        portal.faults().error("batch", 1, 401, "APPLICATION_NOT_FOUND", "Application not found");

        install();

        assertThat(portal.calls("batch")).isEqualTo(1);
        assertThat(rows("select * from scheduler.scheduled_tasks where task_name = 'bind-events'")).isEmpty();
    }
}
