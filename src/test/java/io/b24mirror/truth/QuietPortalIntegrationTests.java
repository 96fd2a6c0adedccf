package io.b24mirror.truth;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.b24mirror.reconciliation.SweepTest;
import io.b24mirror.simulation.Delivery;
import io.b24mirror.simulation.OutgoingEvent;
import io.b24mirror.simulation.PortalAge;
import io.b24mirror.simulation.SimulatedPortal;

import static org.assertj.core.api.Assertions.assertThat;

/// A portal on which nothing changes any more, after a good deal did: nothing may be written of it.
class QuietPortalIntegrationTests extends SweepTest {
    private static final int ACTS = 250;
    private static final int DELIVERY = 25;
    private static final int MOST_ROUNDS = 200;

    private List<OutgoingEvent> told = List.of();

    @Override
    protected SimulatedPortal newPortal() {
        return portalSettings().serverZone(ZoneId.of("Europe/Berlin")).age(PortalAge.OF_2024).start();
    }

    @BeforeEach
    void liveAndRest() throws InterruptedException {
        var random = new SplittableRandom(12);
        var life = new PortalLife(portal);
        life.moveIn();
        installAtLast();
        for (int act = 0; act < ACTS; act++) {
            clock.advance(Duration.ofSeconds(20));
            life.act(random);
            if (act % DELIVERY == 0) {
                deliverAndWork();
            }
        }
        deliverAndWork();
        told = portal.events().deliveries().stream().map(Delivery::event).toList();
        sweepToTheEnd();
        sweepToTheEnd();
    }

    private void sweepToTheEnd() {
        clock.advance(Duration.ofHours(1));
        sweep();
        for (int round = 0; isBusy(); round++) {
            assertThat(round).as("rounds of a sweep").isLessThan(MOST_ROUNDS);
            clock.advance(Duration.ofSeconds(30));
            sweep();
        }
    }

    private boolean isBusy() {
        return jdbc.sql("""
                select exists (select from reporting.sweeps where finished_at is null)
                    or exists (select from fetch_list.request where state = 'WAITING')
                """).query(Boolean.class).single();
    }

    /// Versions and tombstones of all records, by kind.
    private List<String> written() {
        return jdbc.sql("""
                select 'section ' || count(*) || ' ' || (
                    select count(*) from reporting.calendar_sections where deleted_at is not null
                ) from reporting.calendar_sections_history
                union all
                select 'event ' || count(*) || ' ' || (
                    select count(*) from reporting.calendar_events where deleted_at is not null
                ) from reporting.calendar_events_history
                union all
                select 'comment ' || count(*) || ' ' || (
                    select count(*) from reporting.timeline_comments where deleted_at is not null
                ) from reporting.timeline_comments_history
                """).query((row, _) -> row.getString(1)).list();
    }

    @Test
    void writesNothingInTwoSweeps() {
        var before = written();

        sweepToTheEnd();
        sweepToTheEnd();

        assertThat(written()).isEqualTo(before);
    }

    /// Each event brings the tokens of another user, and so another reader of the same record.
    @Test
    void writesNothingWhenAllEventsComeAgain() throws InterruptedException {
        var before = written();

        clock.advance(Duration.ofHours(1));
        for (var event : told) {
            if (event.event().endsWith("UPDATE")) {
                portal.events().deliver(event);
            }
        }
        work();
        sweepToTheEnd();

        assertThat(written()).isEqualTo(before);
    }

    /// The records have more keys then, and other words for nothing.
    @Test
    void writesNothingWhenThePortalIsUpdated() {
        var before = written();

        portal.updateTo(PortalAge.CURRENT);
        sweepToTheEnd();
        sweepToTheEnd();

        assertThat(written()).isEqualTo(before);
    }
}
