package io.b24mirror.bitrix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.EventForm;
import io.b24mirror.portal.MemberId;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.ServiceTest;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;

class RenewalIntegrationTests extends ServiceTest {
    private static final int CALLERS = 50;

    private final BitrixClient client;

    @Autowired
    RenewalIntegrationTests(BitrixClient client) {
        this.client = client;
    }

    @Test
    void renewsAnExpiredToken() throws InterruptedException {
        install();
        clock.advance(Duration.ofHours(1));

        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(portal.earlyRenewals()).isZero();
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void renewsOnceForManyCallersAtOnce() throws Exception {
        install();
        portal.expireAccessTokens();

        var answers = allAtOnce(this::ask);

        assertThat(answers).hasSize(CALLERS)
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOf(BatchAnswer.Results.class));
        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void asksOnceForManyCallersWhenItsRefreshTokenIsRefused() throws Exception {
        install();
        portal.expireAccessTokens();
        portal.revokeRefreshTokens();
        portal.clearJournal();

        var answers = allAtOnce(this::ask);

        assertThat(answers).hasSize(CALLERS)
                .allSatisfy(answer -> assertThat(failure(answer))
                        .isInstanceOf(BitrixFailure.Unauthorized.class));
        assertThat(portal.calls(SimulatedFaults.TOKEN)).isEqualTo(1);
    }

    @Test
    void storesTheNewTokensBeforeItUsesThem() throws Exception {
        install();
        var before = tokens();
        portal.faults().error("batch", 1, 401, "expired_token", "The access token provided has expired.");
        var release = portal.faults().hang("batch");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(this::ask);
            awaitThat(() -> portal.renewals() == 1);
            portal.awaitInFlight(1, Duration.ofSeconds(10));

            assertThat(tokens()).hasSize(1).isNotEqualTo(before);

            release.countDown();
            assertThat(answer.get()).isInstanceOf(BatchAnswer.Results.class);
        }
    }

    @Test
    void needsReauthorizationOnceItsRefreshTokenIsRefusedUntilTheNextInstallation() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        portal.revokeRefreshTokens();

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .contains("NEEDS_REAUTHORIZATION");
        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");

        portal.clearJournal();
        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class);
        assertThat(portal.requests()).isEmpty();

        install();
        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void takesWrongClientForARefusalThoughItsStatusSaysSuccess() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        portal.faults().error(SimulatedFaults.TOKEN, 1, 200, "wrong_client", "Wrong client");

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class);

        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");
    }

    @ParameterizedTest
    @MethodSource("outages")
    void changesNothingWhileTheAuthorizationServerIsAway(Consumer<SimulatedFaults> outage)
            throws InterruptedException {
        install();
        portal.expireAccessTokens();
        var before = tokens();
        outage.accept(portal.faults());

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unavailable.class);

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(tokens()).isEqualTo(before);
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
    }

    static Stream<Consumer<SimulatedFaults>> outages() {
        var token = SimulatedFaults.TOKEN;
        return Stream.of(faults -> faults.error(token, 1, 500, "INTERNAL_SERVER_ERROR", ""),
                faults -> faults.html(token, 1, 502), faults -> faults.html(token, 1, 200),
                faults -> faults.half(token, 1), faults -> faults.reset(token, 1),
                faults -> faults.redirect(token, 1, "http://localhost:1"),
                faults -> faults.error(token, 1, 429, "QUERY_LIMIT_EXCEEDED", ""),
                faults -> faults.answer(token, 1, 200, "application/json", "{\"access_token\": \"x\"}"),
                faults -> faults.answer(token, 1, 200, "application/json",
                        "{\"access_token\": {}, \"refresh_token\": []}"));
    }

    @Test
    void takesAnAbsurdTimeOfExpiryForAnHour() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        var pair = portal.issueTokens(1);
        clock.advance(Duration.ofMinutes(1));
        portal.faults()
                .answer(SimulatedFaults.TOKEN, 1, 200, "application/json",
                        """
                                {"access_token": "%s", "refresh_token": "%s", "expires": 99999999999999999, "expires_in": -5e18}"""
                                .formatted(pair.accessToken(), pair.refreshToken()));

        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);

        assertThat(instant("select expires_at from portal.credential")).isBetween(clock.instant(),
                clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void keepsNeitherConnectionsNorLocksWhileTheAuthorizationServerHangs() throws Exception {
        install();
        portal.expireAccessTokens();
        portal.clearJournal();
        var release = portal.faults().hang(SimulatedFaults.TOKEN);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = start(threads::submit, this::ask);
            awaitThat(() -> portal.calls("batch") == CALLERS);
            var stored = event("ONAPPUNINSTALL").postTo(handler());

            assertThat(stored).isEqualTo(200);
            assertThat(state()).isEqualTo("UNINSTALLED");
            release.countDown();
            for (var answer : answers) {
                assertThat(failure(answer.get())).isInstanceOf(BitrixFailure.Unauthorized.class);
            }
        }
        assertThat(tokens()).isEmpty();
    }

    private static void awaitThat(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void leavesTheRenewalToAnotherInstanceForAWhile() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        jdbc.sql("update portal.credential set renewing_until = :until")
                .param("until", clock.instant().plusSeconds(90).atOffset(UTC))
                .update();

        assertThat(failure(ask())).isEqualTo(
                new BitrixFailure.Unavailable(
                        "the token could not be renewed: another instance is renewing it", false));
        assertThat(portal.renewals()).isZero();

        clock.advance(Duration.ofSeconds(90));
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void handsOutNothingOnceThePortalHasGone() throws InterruptedException {
        install();
        var release = portal.faults().hang("batch");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(this::ask);
            portal.awaitInFlight(1, Duration.ofSeconds(10));
            portal.expireAccessTokens();
            assertThat(event("ONAPPUNINSTALL").postTo(handler())).isEqualTo(200);
            release.countDown();

            assertThat(failure(answer.get())).isInstanceOf(BitrixFailure.Unauthorized.class);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
        assertThat(portal.renewals()).isZero();
    }

    private BatchAnswer ask() throws InterruptedException {
        return client.batch(new MemberId(portal.memberId()), List.of(Call.of("profile")));
    }

    private static BitrixFailure failure(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Failed.class);
        return ((BatchAnswer.Failed) answer).failure();
    }

    private static List<BatchAnswer> allAtOnce(Callable<BatchAnswer> call)
            throws InterruptedException, ExecutionException {
        var answers = new ArrayList<BatchAnswer>();
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            var together = new CountDownLatch(CALLERS);
            for (var answer : start(threads::submit, () -> {
                together.countDown();
                together.await();
                return call.call();
            })) {
                answers.add(answer.get());
            }
        }
        return answers;
    }

    @FunctionalInterface
    private interface Starter {
        Future<BatchAnswer> start(Callable<BatchAnswer> call);
    }

    private static List<Future<BatchAnswer>> start(Starter starter, Callable<BatchAnswer> call) {
        return Stream.generate(() -> starter.start(call)).limit(CALLERS).toList();
    }

    private EventForm event(String code) {
        return EventForm.of("event=%s&auth[member_id]=%s&auth[application_token]=%s&ts=%d".formatted(code,
                portal.memberId(), portal.applicationToken(), clock.instant().getEpochSecond()));
    }

    private List<Map<String, @Nullable Object>> tokens() {
        return rows("select encode(access_token, 'hex') access, encode(refresh_token, 'hex') refresh, expires_at "
                + "from portal.credential");
    }

    private String state() {
        return value("select state from reporting.portals", String.class);
    }
}
