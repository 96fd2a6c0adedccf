package io.b24mirror.portal;

import java.time.Duration;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class PortalGaugesIntegrationTests extends ServiceTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PortalGauges gauges;

    @Autowired
    PortalGaugesIntegrationTests(PortalGauges gauges) {
        this.gauges = gauges;
    }

    @Test
    void countsPortalsByState() throws InterruptedException {
        gauges.bindTo(registry);
        clock.advance(Duration.ofMinutes(1));
        assertThat(portals("ACTIVE")).isZero();

        portal.install(handler());
        portal.events().deliverAll();
        clock.advance(Duration.ofMinutes(1));
        assertThat(portals("PENDING")).isOne();

        work();
        clock.advance(Duration.ofMinutes(1));
        assertThat(portals("PENDING")).isZero();
        assertThat(portals("ACTIVE")).isOne();

        jdbc.sql("update portal.portal set state = 'NEEDS_REAUTHORIZATION'").update();
        assertThat(portals("ACTIVE")).isOne();
        clock.advance(Duration.ofMinutes(1));
        assertThat(portals("NEEDS_REAUTHORIZATION")).isOne();
        assertThat(portals("ACTIVE")).isZero();
        assertThat(portals("UNINSTALLED")).isZero();
    }

    @Test
    void countsPortalsThatRefuseTheApp() throws InterruptedException {
        gauges.bindTo(registry);
        install();
        assertThat(registry.get("b24.portals.refused").gauge().value()).isZero();

        portal.calendar().addSection("user", 1, "Work");
        portal.removeSilently();
        clock.advance(Duration.ofHours(1));
        deliverAndWork();

        assertThat(registry.get("b24.portals.refused").gauge().value()).isOne();
    }

    @Test
    void saysNothingWhileTheDatabaseIsAway() {
        var away = JdbcClient.create(new DriverManagerDataSource("jdbc:postgresql://localhost:1/none"));
        new PortalGauges(away, clock).bindTo(registry);

        assertThat(portals("ACTIVE")).isNaN();
    }

    private double portals(String state) {
        return registry.get("b24.portals").tag("state", state).gauge().value();
    }
}
