package io.b24mirror.mirror.time;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.time.PortalClocks.Sighting;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.SettableClock;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PortalClocksIntegrationTests extends MirrorDatabase {
    private static final MemberId OTHER = new MemberId("other");
    private static final String MOSCOW = "F='Mon Sep 21 2026 11:00:00' FROM='09/21/2026 11:00' TZ=Europe/Minsk OFF=10800 TS=1789966800";
    private static final String WINTER = "F='Fri Jan 15 2027 10:00:00' TZ=Europe/Berlin OFF=3600 TS=1800000000";
    private static final String SUMMER = "F='Thu Jul 15 2027 10:00:00' TZ=Europe/Berlin OFF=7200 TS=1815631200";

    private final SettableClock time = new SettableClock(NOON);
    private final PortalClocks clocks = new PortalClocks(JDBC, time);

    @Test
    void showsWhatTheEventsOfAPortalProve() {
        learn(ACME, MOSCOW);
        learn(OTHER, WINTER);
        learn(OTHER, SUMMER);

        assertThat(view()).containsExactly(ACME.value() + " +03:00 2026-09-21 2026-09-21 1 MONTH_FIRST",
                "other +01:00 2027-01-15 2027-01-15 1 null", "other +02:00 2027-07-15 2027-07-15 1 null");
    }

    @Test
    void showsOneStretchWhereMonthsShowTheSame() {
        learn(OTHER, WINTER);
        learn(OTHER, "F='Mon Feb 15 2027 10:00:00' TZ=Europe/Berlin OFF=3600 TS=1802678400");
        learn(OTHER, "F='Sat Feb 20 2027 10:00:00' TZ=Europe/Berlin OFF=3600 TS=1803110400");

        assertThat(view()).containsExactly("other +01:00 2027-01-15 2027-02-20 3 null");
    }

    @Test
    void isKnownToOtherInstancesAfterSomeMinutes() {
        var other = new PortalClocks(JDBC, time);
        assertThat(other.of(ACME)).isEqualTo(ServerClock.UNKNOWN);

        learn(ACME, MOSCOW);
        assertThat(other.of(ACME)).isEqualTo(ServerClock.UNKNOWN);
        time.advance(Duration.ofMinutes(11));

        assertThat(other.of(ACME)).isEqualTo(clocks.of(ACME));
        assertThat(other.of(ACME).order()).isEqualTo(DateOrder.MONTH_FIRST);
    }

    @Test
    void isSavedByTheNextTransactionWhereOneFails() {
        transaction().executeWithoutResult(status -> {
            clocks.learn(List.of(sighting(ACME, MOSCOW)));
            status.setRollbackOnly();
        });
        assertThat(view()).isEmpty();

        learn(ACME, MOSCOW);

        assertThat(view()).containsExactly(ACME.value() + " +03:00 2026-09-21 2026-09-21 2 MONTH_FIRST");
    }

    @Test
    void countsOnceAMinute() {
        learn(ACME, MOSCOW);
        learn(ACME, MOSCOW);
        learn(ACME, MOSCOW);
        assertThat(readings()).isEqualTo(1);

        time.advance(Duration.ofMinutes(2));
        learn(ACME, MOSCOW);

        assertThat(readings()).isEqualTo(4);
    }

    /// Each instance has something new of both portals in every transaction, and takes them in another order.
    @Test
    void neverDeadlocks() throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> learnDays(start, ACME, OTHER));
            var other = threads.submit(() -> learnDays(start, OTHER, ACME));
            start.countDown();
            one.get();
            other.get();
        }

        assertThat(readings()).isEqualTo(4 * 25);
    }

    private Void learnDays(CountDownLatch start, MemberId first, MemberId second) throws InterruptedException {
        var instance = new PortalClocks(JDBC, time);
        start.await();
        for (int day = 0; day < 25; day++) {
            var event = WorkedExamplesTests.event("FROM='%02d.03.2027 10:00:00' TZ=UTC OFF=0 TS=%d".formatted(day + 1,
                    Instant.parse("2027-03-01T07:00:00Z").getEpochSecond() + day * 86_400L));
            inTransaction(() -> instance.learn(List.of(sighting(first, event), sighting(second, event))));
        }
        return null;
    }

    @Test
    void saysOnceThatAUnixTimeCannotBe(CapturedOutput output) {
        learn(ACME, "F='Mon Sep 21 2026 11:00:00' TZ=Europe/Minsk OFF=10800 TS=1789966100");
        learn(ACME, "F='Mon Sep 21 2026 11:00:00' TZ=Europe/Minsk OFF=10800 TS=1989966800");

        assertThat(output.getOut()).containsOnlyOnce("which its Unix time denies for any server clock");
        assertThat(view()).isEmpty();
    }

    @Test
    void saysOnceThatEventsDisagree(CapturedOutput output) {
        for (int day = 1; day < 5; day++) {
            learn(ACME, "FROM='0%d.03.2027 10:00:00' TZ=UTC OFF=0 TS=%d".formatted(day, noonOfMarch(day) - 5 * 3600));
            learn(ACME, "FROM='0%d.03.2027 10:00:00' TZ=UTC OFF=0 TS=%d".formatted(day, noonOfMarch(day) - 2 * 3600));
        }

        assertThat(output.getOut()).containsOnlyOnce("where other events show");
        assertThat(view()).hasSize(2);
    }

    private static long noonOfMarch(int day) {
        return Instant.parse("2027-03-0%dT12:00:00Z".formatted(day)).getEpochSecond();
    }

    private void learn(MemberId portal, String fields) {
        inTransaction(() -> clocks.learn(List.of(sighting(portal, fields))));
    }

    private Sighting sighting(MemberId portal, String fields) {
        return sighting(portal, WorkedExamplesTests.event(fields));
    }

    private Sighting sighting(MemberId portal, JsonNode event) {
        return new Sighting(new RecordRef(portal, Kinds.CALENDAR_EVENT, 7), event, time.instant());
    }

    private static long readings() {
        return JDBC.sql("select sum(readings) from reporting.portal_clocks").query(Long.class).single();
    }

    private static List<String> view() {
        return JDBC.sql("""
                select concat_ws(' ', member_id, server_offset, from_date, to_date, readings,
                    coalesce(date_order, 'null'))
                from reporting.portal_clocks
                order by member_id, from_date
                """).query((row, _) -> row.getString(1)).list();
    }
}
