package io.b24mirror.fetch.drain;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.b24mirror.fetch.DrainTest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.simulation.SimulatedPortal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class DrainTests extends DrainTest {
    private static final String BY_ID = "calendar.event.getbyid";

    @Test
    void readsThousandRecordsInTwentyRequests() throws InterruptedException {
        addEvents(1_000);

        deliverAndWork();

        assertThat(copies()).isEqualTo(1_000);
        assertThat(states()).containsOnly(Map.entry("SETTLED", 1_000L));
        assertThat(requestsToPortal()).hasSizeLessThanOrEqualTo(25).allMatch(request -> request.error() == null);
    }

    @Test
    void readsMoreThanTheBurstAllowsInItsOwnTime() throws InterruptedException {
        portal.rate(2, 50);
        for (int id = 1; id <= 4_000; id++) {
            request(event(id));
        }
        drains.wake(List.of(memberId()));
        var start = clock.instant();

        letPass(Duration.ofMinutes(2));

        assertThat(requestsToPortal()).hasSize(80).allMatch(request -> request.error() == null);
        assertThat(requestsToPortal().getLast().at()).isBetween(start.plusSeconds(14), start.plusSeconds(20));
        assertThat(states()).containsOnly(Map.entry("DEAD", 4_000L));
    }

    @Test
    void readsRecordOnceThatChangedThousandTimes() throws InterruptedException {
        var event = addEvents(1).getFirst();
        for (int change = 1; change < 1_000; change++) {
            portal.calendar().updateEvent(event, EventDraft.change().name("Version " + change));
        }

        deliverAndWork();

        assertThat(portal.calls(BY_ID)).isEqualTo(1);
        assertThat(value("select name from mirror.calendar_event", String.class)).isEqualTo("Version 999");
    }

    @Test
    void readsRecordWithinThreeSecondsThatChangesRightAfterItWasRead() throws InterruptedException {
        var event = addEvents(1).getFirst();
        deliverAndWork();
        for (int change = 0; change < 10; change++) {
            portal.calendar().updateEvent(event, EventDraft.change().name("Version " + change));
            var changedAt = clock.instant();

            deliverAndWork();

            assertThat(value("select name from mirror.calendar_event", String.class)).isEqualTo("Version " + change);
            assertThat(clock.instant()).isBefore(changedAt.plusSeconds(3));
        }
    }

    @Test
    void singlesOutRecordThatTakesItsBatchWithIt() throws InterruptedException {
        try (var detour = new Detour(portal.restUrl())) {
            lead(detour.url());
            var poison = addEvents(200).get(120);
            detour.poison(Pattern.compile("getbyid\\?id=%d\"".formatted(poison)));
            portal.events().deliverAll();

            letPass(Duration.ofSeconds(20));

            assertThat(copies()).isEqualTo(199);
            assertThat(detour.failedSizes()).startsWith(50).endsWith(1).hasSizeLessThan(20);
            assertThat(attempts()).isPositive().isLessThan(3);
            assertThat(rows("select record_id from fetch_list.request where attempts > 0")).containsExactly(
                    Map.of("record_id", poison));
        }
    }

    @Test
    void letsBatchesGrowBackAfterPoison() throws InterruptedException {
        try (var detour = new Detour(portal.restUrl())) {
            lead(detour.url());
            var poison = addEvents(1).getFirst();
            detour.poison(Pattern.compile("getbyid\\?id=%d\"".formatted(poison)));
            addEvents(49);
            deliverAndWork();
            letPass(Duration.ofSeconds(20));
            addEvents(200);
            detour.forget();

            deliverAndWork();

            assertThat(detour.sizes()).contains(50);
            assertThat(value("select count(*) from fetch_list.pause", Long.class)).isZero();
            assertThat(copies()).isEqualTo(249);
        }
    }

    @Test
    void neverLetsPoisonSpoilAnotherBatch() throws InterruptedException {
        try (var detour = new Detour(portal.restUrl())) {
            lead(detour.url());
            var poison = addEvents(1).getFirst();
            detour.poison(Pattern.compile("getbyid\\?id=%d\"".formatted(poison)));
            addEvents(9);
            deliverAndWork();
            letPass(Duration.ofSeconds(20));
            detour.forget();
            clock.advance(Duration.ofMinutes(2));
            addEvents(10);

            deliverAndWork();

            assertThat(detour.failedSizes()).containsOnly(1);
            assertThat(copies()).isEqualTo(19);
            assertThat(attempts()).isGreaterThan(1);
        }
    }

    @Test
    void givesUpPoisonAfterADayAndReadsTheOthersMeanwhile() throws InterruptedException {
        try (var detour = new Detour(portal.restUrl())) {
            lead(detour.url());
            var poison = addEvents(1).getFirst();
            detour.poison(Pattern.compile("getbyid\\?id=%d\"".formatted(poison)));
            portal.events().deliverAll();

            letPass(Duration.ofHours(30));

            assertThat(rows("select state, attempts, last_error from fetch_list.request")).containsExactly(
                    Map.of("state", "DEAD", "attempts", 16, "last_error",
                            "given up after 16 attempts: HTTP 500 without a JSON object"));
            assertThat(detour.failedSizes()).hasSize(16);
        }
    }

    /// Inside a batch every answer comes with the status 200, so that of a database in trouble does as well.
    @Test
    void triesRecordAgainWhoseErrorCodeIsUnknown() throws InterruptedException {
        portal.faults().failCalls(BY_ID, 1, 500, "ERROR_CORE", "MySQL server has gone away");
        addEvents(1);

        deliverAndWork();
        assertThat(states()).containsOnly(Map.entry("WAITING", 1L));
        letPass(Duration.ofSeconds(20));

        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void givesUpRecordAfterADayWhoseErrorCodeStaysUnknown() throws InterruptedException {
        portal.faults().failCalls(BY_ID, 100, 400, "SOMETHING_NEW", "Something happened");
        addEvents(1);
        portal.events().deliverAll();

        letPass(Duration.ofHours(30));

        assertThat(rows("select state, last_error from fetch_list.request")).containsExactly(Map.of("state", "DEAD",
                "last_error", "given up after 16 attempts: SOMETHING_NEW Something happened"));
    }

    enum Absence {
        REFUSED, HTML, RESET, OVERLOADED, INTERNAL_ERROR;

        void begin(SimulatedPortal portal, DrainTests test) {
            switch (this) {
                case REFUSED -> test.lead(URI.create("http://localhost:1/rest/"));
                case HTML -> portal.faults().html(SimulatedFaults.ANY, 5_000, 503);
                case RESET -> portal.faults().reset(SimulatedFaults.ANY, 5_000);
                case OVERLOADED -> portal.faults().overload(true);
                case INTERNAL_ERROR ->
                    portal.faults().error(SimulatedFaults.ANY, 5_000, 500, "INTERNAL_SERVER_ERROR", "Internal error");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void costsNoRecordAnAttemptThatPortalIsAway(Absence absence) throws InterruptedException {
        addEvents(120);
        portal.events().deliverAll();
        absence.begin(portal, this);

        letPass(Duration.ofHours(1));

        assertThat(states()).containsOnly(Map.entry("WAITING", 120L));
        assertThat(attempts()).isZero();
        assertThat(requestsToPortal()).hasSizeLessThan(60);
        portal.faults().clear();
        lead(portal.restUrl());
        letPass(Duration.ofMinutes(11));
        assertThat(copies()).isEqualTo(120);
    }

    @ParameterizedTest
    @EnumSource
    void costsLoneRecordNoAttemptThatPortalIsAway(Absence absence) throws InterruptedException {
        addEvents(1);
        portal.events().deliverAll();
        absence.begin(portal, this);

        letPass(Duration.ofHours(1));

        assertThat(attempts()).isZero();
        portal.faults().clear();
        lead(portal.restUrl());
        letPass(Duration.ofMinutes(11));
        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void doesNotCallRestingPortalForNewEvents() throws InterruptedException {
        addEvents(1);
        portal.events().deliverAll();
        portal.faults().overload(true);
        work();
        portal.clearJournal();
        addEvents(3);

        deliverAndWork();

        assertThat(requestsToPortal()).isEmpty();
        assertThat(instant("select execution_time from scheduler.scheduled_tasks where task_name = 'drain-portal'"))
                .isEqualTo(instant("select until from fetch_list.pause"));
    }

    @Test
    void letsOtherKindsRunWhileMethodIsExhausted() throws InterruptedException {
        addEvents(20);
        for (int number = 0; number < 20; number++) {
            portal.comments().add("deal", 1, 1, "Comment " + number);
        }
        portal.faults().operationTimeLimit(BY_ID, clock.instant().plusSeconds(90));

        deliverAndWork();

        assertThat(value("select count(*) from mirror.timeline_comment", Long.class)).isEqualTo(20);
        assertThat(rows("select distinct record_kind, state, attempts from fetch_list.request where state = 'WAITING'"))
                .containsExactly(Map.of("record_kind", "calendar_event", "state", "WAITING", "attempts", 0));
        letPass(Duration.ofMinutes(5)); // a minute, then two: the errors do not say when the block ends
        assertThat(copies()).isEqualTo(20);
    }

    @Test
    void readsEventsWhileTheMethodForSectionsIsExhausted() throws InterruptedException {
        portal.faults().operationTimeLimit("calendar.section.get", clock.instant().plusSeconds(90));
        portal.calendar().addSection("user", 1, "Later");
        addEvents(20);

        deliverAndWork();

        assertThat(copies()).isEqualTo(20);
        assertThat(rows("select record_kind, attempts from reporting.pending_fetches"))
                .containsExactly(Map.of("record_kind", "calendar_section", "attempts", 0));
        letPass(Duration.ofMinutes(5));
        assertThat(rows("select * from reporting.pending_fetches")).isEmpty();
    }

    @Test
    void neverCallsPortalThatNeedsReauthorizationAndResumesWithNextInstall() throws InterruptedException {
        portal.revokeRefreshTokens();
        portal.expireAccessTokens();
        addEvents(60);
        deliverAndWork();
        assertThat(value("select state from portal.portal", String.class)).isEqualTo("NEEDS_REAUTHORIZATION");
        portal.clearJournal();

        letPass(Duration.ofHours(3));

        assertThat(requestsToPortal()).isEmpty();
        assertThat(attempts()).isZero();
        var before = clock.instant();
        portal.install(handler());
        deliverAndWork();
        assertThat(copies()).isEqualTo(60);
        assertThat(clock.instant()).isBefore(before.plusSeconds(5));
    }

    @Test
    void lendsNoTimeOfWaitingPortalToAnother() throws InterruptedException {
        addEvents(120);
        portal.events().deliverAll();
        request(new RecordRef(UNKNOWN_PORTAL, EVENT, 1));
        drains.wake(List.of(UNKNOWN_PORTAL));
        Instant start = clock.instant();

        work();

        assertThat(copies()).isEqualTo(120);
        assertThat(clock.instant()).isBefore(start.plusSeconds(2));
        assertThat(value("select attempts from fetch_list.request where state = 'WAITING'", Integer.class)).isZero();
    }

    @Test
    void givesUpKindThatThisVersionDoesNotRead() {
        request(new RecordRef(memberId(), new RecordKind("crm_deal"), 5));
        drains.wake(List.of(memberId()));

        work();

        assertThat(rows("select state, last_error from fetch_list.request")).containsExactly(
                Map.of("state", "DEAD", "last_error", "this version does not read records of this kind"));
    }

    @Test
    void readsWhatDeadInstanceLeftBehind() throws InterruptedException {
        addEvents(3);
        portal.events().deliverAll();
        jdbc.sql("""
                update fetch_list.request
                set claim = gen_random_uuid(), due_at = due_at + interval '5 minutes'
                """).update();

        work();

        assertThat(copies()).isEqualTo(3);
    }

    @Test
    void readsThreeBatchesSideBySide() throws InterruptedException {
        var answers = Stream.generate(() -> portal.faults().hang("batch")).limit(4).toList();
        addEvents(400);
        portal.events().deliverAll();

        var drain = Thread.startVirtualThread(this::work);
        portal.awaitInFlight(3, Duration.ofSeconds(20));
        var claimed = value("select count(*) from fetch_list.request where claim is not null", Long.class);
        answers.forEach(CountDownLatch::countDown);
        drain.join();

        assertThat(claimed).isEqualTo(150);
        assertThat(copies()).isEqualTo(400);
    }

    @Test
    void readsFreshEventWhileAnotherReadingTakesItsTime() throws InterruptedException {
        var answer = portal.faults().hang("batch");
        addEvents(1);
        portal.events().deliverAll();
        var drain = Thread.startVirtualThread(this::work);
        portal.awaitInFlight(1, Duration.ofSeconds(20));

        addEvents(1);
        portal.events().deliverAll();
        await().until(() -> copies() == 1);

        answer.countDown();
        drain.join();
        assertThat(copies()).isEqualTo(2);
    }

    @Test
    void removesExecutionWhenNothingWaits() throws InterruptedException {
        addEvents(3);

        deliverAndWork();

        await().untilAsserted(() -> {
            work();
            assertThat(rows("select * from scheduler.scheduled_tasks where task_name = 'drain-portal'")).isEmpty();
        });
    }
}
