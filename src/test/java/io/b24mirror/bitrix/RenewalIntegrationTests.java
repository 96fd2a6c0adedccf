package io.b24mirror.bitrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.dao.DataAccessException;

import io.b24mirror.bitrix.limit.MethodThrottle;
import io.b24mirror.bitrix.limit.PortalConcurrencyLimit;
import io.b24mirror.bitrix.limit.RequestBudget;
import io.b24mirror.portal.EventForm;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.PortalAccess;
import io.b24mirror.portal.token.UnstoredTokensOfNextStart;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.ServiceTest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RenewalIntegrationTests extends ServiceTest {
    private static final int CALLERS = 50;

    private final BitrixClient client;
    private final AutowireCapableBeanFactory beans;
    private final String spillDirectory;

    @Autowired
    RenewalIntegrationTests(BitrixClient client, AutowireCapableBeanFactory beans,
            @Value("${b24.spill-directory}") String spillDirectory) {
        this.client = client;
        this.beans = beans;
        this.spillDirectory = spillDirectory;
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

    @ParameterizedTest
    @CsvSource({"invalid_grant, 400", "bad_verification_code, 400", "NOT_INSTALLED, 401"})
    void needsReauthorizationWhereItsGrantIsWorthNothing(String code, int status) throws InterruptedException {
        install();
        portal.expireAccessTokens();
        portal.faults().error(SimulatedFaults.TOKEN, 1, status, code, "");

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class);

        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");
    }

    @Test
    void needsReauthorizationWithoutARefreshToken() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        jdbc.sql("update portal.credential set refresh_token = null").update();

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class);

        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(portal.calls(SimulatedFaults.TOKEN)).isZero();
    }

    /// `wrong_client` is a failure though its status says success.
    @ParameterizedTest
    @CsvSource({"invalid_client, 400", "invalid_client, 401", "wrong_client, 200", "invalid_request, 400",
            "invalid_scope, 403", "insufficient_scope, 403"})
    void staysActiveWhereOurSettingsAreRefused(String code, int status) throws InterruptedException {
        install();
        portal.expireAccessTokens();
        portal.faults().error(SimulatedFaults.TOKEN, 1, status, code, "");

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .contains(code, "B24_CLIENT_ID", "B24_CLIENT_SECRET");

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void staysActiveWhereABillIsNotPaid() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        portal.faults().error(SimulatedFaults.TOKEN, 1, 401, "PAYMENT_REQUIRED", "");

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unauthorized.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .contains("PAYMENT_REQUIRED", "has to be paid for");

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void triesAgainLaterAfterARefusalThatNobodyKnows() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        portal.faults().error(SimulatedFaults.TOKEN, 1, 400, "something_new", "");

        assertThat(failure(ask())).isEqualTo(
                new BitrixFailure.Unavailable("the token could not be renewed: something_new", false));

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void isRescuedByThePreviousRefreshToken() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        portal.takeBackLastRenewal();
        portal.expireAccessTokens();
        portal.clearJournal();

        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);

        assertThat(portal.calls(SimulatedFaults.TOKEN)).isEqualTo(2);
        assertThat(state()).isEqualTo("ACTIVE");
        portal.expireAccessTokens();
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.calls(SimulatedFaults.TOKEN)).isEqualTo(3);
    }

    @Test
    void triesThePreviousRefreshTokenOnceAndForNothingButASpentGrant() throws InterruptedException {
        install();
        portal.expireAccessTokens();
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        portal.expireAccessTokens();
        portal.clearJournal();

        portal.faults().error(SimulatedFaults.TOKEN, 1, 400, "invalid_client", "");
        ask();
        assertThat(portal.calls(SimulatedFaults.TOKEN)).isEqualTo(1);

        portal.faults().error(SimulatedFaults.TOKEN, 2, 400, "invalid_grant", "");
        ask();
        assertThat(portal.calls(SimulatedFaults.TOKEN)).isEqualTo(3);
        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");
    }

    /// The refresh token is spent by then, so the new pair is all that there is.
    @Test
    void usesARenewedPairThatCannotBeStoredAndStoresItLater() throws InterruptedException {
        install();
        var before = tokens();
        portal.expireAccessTokens();
        refuseNewTokens();

        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);

        assertThat(tokens()).isEqualTo(before);
        takeNewTokens();
        awaitThat(() -> !tokens().equals(before));
        portal.expireAccessTokens();
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.renewals()).isEqualTo(2);
        awaitThat(() -> sealedFiles().isEmpty());
    }

    @Test
    void storesARenewedPairThoughPostgresqlWentAwayBeforeItCouldBeStored() throws Exception {
        install();
        portal.expireAccessTokens();
        var database = value("select current_database()", String.class);
        var release = portal.faults().hang(SimulatedFaults.TOKEN);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(this::ask);
            awaitThat(() -> value("select count(renewing_until) from portal.credential", Integer.class) == 1);
            PostgresServer.get().shut(database);
            release.countDown();
            assertThatThrownBy(answer::get).isInstanceOf(ExecutionException.class);
        } finally {
            PostgresServer.get().open(database);
        }

        awaitThat(this::isStored);
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(state()).isEqualTo("ACTIVE");
    }

    /// The pool notices one by one that its connections have died.
    private boolean isStored() {
        try {
            return value("select count(*) from portal.credential where previous_refresh_token is not null",
                    Integer.class) == 1;
        } catch (DataAccessException _) {
            return false;
        }
    }

    @Test
    void findsARenewedPairOnTheDiskThatAnInstanceCouldNotStore() throws InterruptedException {
        install();
        var before = tokens();
        portal.expireAccessTokens();
        refuseNewTokens();
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(sealedFiles()).hasSize(1);

        var next = new UnstoredTokensOfNextStart(beans);
        assertThat(tokens()).isEqualTo(before);
        takeNewTokens();
        next.storeAll();

        assertThat(tokens()).isNotEqualTo(before);
        assertThat(ask()).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void keepsARenewedPairOnTheDiskSealed() throws Exception {
        install();
        portal.expireAccessTokens();
        refuseNewTokens();
        ask();

        var file = Files.readString(sealedFiles().getFirst(), ISO_8859_1);

        assertThat(portal.issuedSecrets()).isNotEmpty().noneMatch(file::contains);
        takeNewTokens();
        awaitThat(() -> sealedFiles().isEmpty());
    }

    /// As a database does that has run full.
    private void refuseNewTokens() {
        jdbc.sql("""
                create function portal.refuse() returns trigger language plpgsql
                as 'begin raise exception using errcode = ''53100''; end'
                """).update();
        jdbc.sql("""
                create trigger refuse before update on portal.credential
                for each row when (old.access_token is distinct from new.access_token)
                execute function portal.refuse()
                """).update();
    }

    @AfterEach
    void takeNewTokens() {
        jdbc.sql("drop function if exists portal.refuse() cascade").update();
    }

    private List<Path> sealedFiles() {
        try (var files = Files.list(Path.of(spillDirectory))) {
            return files.filter(file -> file.toString().endsWith(".sealed")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void renewsOnceForTwoInstances() throws Exception {
        install();
        portal.expireAccessTokens();
        var other = otherInstance();
        var release = portal.faults().hang(SimulatedFaults.TOKEN);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ours = threads.submit(this::ask);
            awaitThat(() -> value("select count(renewing_until) from portal.credential", Integer.class) == 1);

            assertThat(failure(askBy(other))).isEqualTo(new BitrixFailure.Unavailable(
                    "the token could not be renewed: another instance is renewing it", false));

            release.countDown();
            assertThat(ours.get()).isInstanceOf(BatchAnswer.Results.class);
        }
        assertThat(askBy(other)).isInstanceOf(BatchAnswer.Results.class);
        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void renewsOnceForManyCallersOfTwoInstances() throws Exception {
        install();
        portal.expireAccessTokens();
        var instances = List.of(client, otherInstance());
        var turn = new AtomicInteger();

        var answers = allAtOnce(() -> askBy(instances.get(turn.getAndIncrement() % 2)));

        assertThat(answers).hasSize(CALLERS).anyMatch(BatchAnswer.Results.class::isInstance);
        assertThat(portal.renewals()).isEqualTo(1);
    }

    private BitrixClient otherInstance() {
        var access = beans.createBean(PortalAccess.class);
        var requests = new PortalRequests(access, beans.getBean(BatchExchange.class),
                beans.createBean(PortalConcurrencyLimit.class), beans.getBean(RequestBudget.class),
                beans.getBean(MethodThrottle.class), clock);
        return new BitrixClient(access, requests, beans.getBean(MethodThrottle.class));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void changesNothingWhileTheAuthorizationServerIsAway(Consumer<SimulatedFaults> outage)
            throws InterruptedException {
        install();
        portal.expireAccessTokens();
        var before = tokens();
        outage.accept(portal.faults());

        assertThat(failure(ask())).isInstanceOf(BitrixFailure.Unavailable.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .startsWith("the token could not be renewed: ");

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
        return askBy(client);
    }

    private BatchAnswer askBy(BitrixClient client) throws InterruptedException {
        return client.batch(new MemberId(portal.memberId()), List.of(Call.of("profile")));
    }

    private static BitrixFailure failure(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Failed.class);
        return ((BatchAnswer.Failed) answer).failure();
    }

    /// Threads of which each moves the clock reach the portal in no order that its limit would bear.
    private List<BatchAnswer> allAtOnce(Callable<BatchAnswer> call) throws InterruptedException, ExecutionException {
        portal.rate(2, 10 * CALLERS);
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
