package io.b24mirror.bitrix;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.UserTokens;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UserCallsIntegrationTests extends ServiceTest {
    private static final long INSTALLER = 1;
    private static final long STRANGER = 99;

    private final BitrixClient client;
    private final UserTokens tokens;
    private long employee;

    @Autowired
    UserCallsIntegrationTests(BitrixClient client, UserTokens tokens) {
        this.client = client;
        this.tokens = tokens;
    }

    @BeforeEach
    void installWithAnEmployeeWhoseTokensAnEventBrought() throws InterruptedException {
        employee = portal.users().add("Emil Employee");
        install();
        actInCalendar(employee);
    }

    @Test
    void callsAsTheUserWhoseTokenAnEventBrought() throws InterruptedException {
        assertThat(askedAs(employee)).isEqualTo(employee);

        assertThat(askedAsService()).isEqualTo(INSTALLER);
        assertThat(askedAs(INSTALLER)).isEqualTo(INSTALLER);
    }

    @Test
    void refusesCallsOfSeveralIdentitiesInOneBatch() {
        var call = Call.of("profile");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.batch(memberId(), List.of(call, call.as(employee))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.batch(memberId(), List.of(call.as(STRANGER), call.as(employee))));
    }

    @Test
    void keepsTheIdentityOfACallThatGetsAnotherParameter() {
        var call = Call.of("calendar.event.getbyid").as(employee).with("id", 7);

        assertThat(call).isEqualTo(Call.of("calendar.event.getbyid", "id", 7).as(employee))
                .isNotEqualTo(Call.of("calendar.event.getbyid", "id", 7));
    }

    @Test
    void asksNothingWithoutATokenOfTheUser() throws InterruptedException {
        portal.clearJournal();

        assertThat(failure(ask(STRANGER)))
                .isEqualTo(new BitrixFailure.Unauthorized("There is no usable token of user 99"));

        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void asksNothingWithATokenThatHasExpiredAndCannotBeRenewed() throws InterruptedException {
        long seller = portal.users().add("Sigrid Seller");
        portal.comments().by(seller).add("deal", 7, seller, "Called them");
        deliverAndWork();
        assertThat(askedAs(seller)).isEqualTo(seller);
        clock.advance(Duration.ofHours(1));
        portal.clearJournal();

        assertThat(failure(ask(seller))).isInstanceOf(BitrixFailure.Unauthorized.class);

        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void renewsTheTokenOfAUserWithoutTouchingTheServiceIdentity() throws InterruptedException {
        var service = rows("select * from portal.credential where user_id = 1");
        clock.advance(Duration.ofHours(1));

        assertThat(askedAs(employee)).isEqualTo(employee);
        assertThat(askedAs(employee)).isEqualTo(employee);

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(portal.earlyRenewals()).isZero();
        assertThat(rows("select * from portal.credential where user_id = 1"))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(service);
    }

    @Test
    void erasesATokenWhoseRenewalIsRefusedAndLeavesThePortalAsItIs() throws InterruptedException {
        portal.expireAccessTokens();
        portal.faults().error(SimulatedFaults.TOKEN, 1, 400, "invalid_grant", "");

        assertThat(failure(ask(employee)))
                .isEqualTo(new BitrixFailure.Unauthorized("There is no usable token of user " + employee));

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(usersWithTokens()).containsExactly(INSTALLER);
        assertThat(askedAsService()).isEqualTo(INSTALLER);
    }

    @ParameterizedTest
    @CsvSource({"authorization_error, 401", "NO_AUTH_FOUND, 401"})
    void erasesATokenThatIsFinallyRefused(String code, int status) throws InterruptedException {
        portal.faults().error("batch", 1, status, code, "Something");

        assertThat(failure(ask(employee))).isInstanceOf(BitrixFailure.Unauthorized.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .startsWith("The token of user " + employee + " is of no use: " + code);

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(usersWithTokens()).containsExactly(INSTALLER);
    }

    /// What is in the way may be taken out of it, so the token stays.
    @ParameterizedTest
    @CsvSource({"ACCESS_DENIED, 401, Current user can't be authorized in this context",
            "user_access_error, 401, The user does not have access to the application.",
            "user_access_error, 403, The user does not have access to the application."})
    void doesNotAskAgainForAnHourAsAUserWhoIsRefused(String code, int status, String text)
            throws InterruptedException {
        portal.faults().refuseUser(employee, status, code, text);
        portal.clearJournal();

        assertThat(failure(ask(employee))).isInstanceOf(BitrixFailure.Unauthorized.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .startsWith("The token of user " + employee + " is of no use: " + code);
        actInCalendar(employee);
        portal.clearJournal();
        assertThat(failure(ask(employee))).isInstanceOf(BitrixFailure.Unauthorized.class);
        assertThat(tokens.holders(memberId(), List.of(employee, INSTALLER))).containsExactly(INSTALLER);

        assertThat(portal.requests()).isEmpty();
        assertThat(usersWithTokens()).containsExactly(INSTALLER, employee);
        portal.faults().clear();
        clock.advance(Duration.ofHours(1));
        assertThat(askedAs(employee)).isEqualTo(employee);
    }

    /// An on-premise portal is closed while it is updated, and a bill may be paid.
    @ParameterizedTest
    @CsvSource({"PORTAL_DELETED, 403, Closed", "PAYMENT_REQUIRED, 401, Closed",
            "APPLICATION_NOT_FOUND, 401, AppMissing", "ERROR_OAUTH, 401, AppMissing",
            "NOT_INSTALLED, 401, AppMissing"})
    void keepsTheTokenOfAUserWhereThePortalServesNobody(String code, int status, String failure)
            throws InterruptedException {
        portal.faults().error("batch", 1, status, code, "Something");

        assertThat(ask(employee)).isInstanceOfSatisfying(BatchAnswer.Failed.class,
                answer -> assertThat(answer.failure().getClass().getSimpleName()).isEqualTo(failure));

        assertThat(usersWithTokens()).containsExactly(INSTALLER, employee);
        assertThat(askedAs(employee)).isEqualTo(employee);
    }

    @Test
    void keepsTheTokenOfAUserWhileThePortalIsClosedForTwentyMinutes() throws InterruptedException {
        portal.faults().portalDeleted(true);
        for (int minute = 0; minute < 20; minute++) {
            assertThat(ask(employee)).isInstanceOf(BatchAnswer.Failed.class);
            clock.advance(Duration.ofMinutes(1));
        }
        portal.faults().portalDeleted(false);

        assertThat(usersWithTokens()).containsExactly(INSTALLER, employee);
        assertThat(askedAs(employee)).isEqualTo(employee);
    }

    /// The record waits for that user, and nothing else does.
    @Test
    void answersEachCallOfAUserWhoseTokenCannotBeRenewedNow() throws InterruptedException {
        clock.advance(Duration.ofHours(1));
        portal.faults().html(SimulatedFaults.TOKEN, 1, 502);

        var answer = client.batch(memberId(),
                List.of(Call.of("profile").as(employee), Call.of("server.time").as(employee)));

        assertThat(answer).isInstanceOfSatisfying(BatchAnswer.Results.class,
                results -> assertThat(results.results()).hasSize(2)
                        .allSatisfy(result -> assertThat(result).isInstanceOfSatisfying(CallResult.Failed.class,
                                failed -> assertThat(failed.failure()).isInstanceOf(BitrixFailure.Unavailable.class))));
        assertThat(askedAs(employee)).isEqualTo(employee);
    }

    @Test
    void erasesATokenThatIsRefusedAgainAfterItsRenewal() throws InterruptedException {
        portal.faults().error("batch", 2, 401, "invalid_token", "");

        assertThat(failure(ask(employee))).isInstanceOf(BitrixFailure.Unauthorized.class);

        assertThat(usersWithTokens()).containsExactly(INSTALLER);
    }

    @Test
    void keepsTheTokenOfTheServiceIdentityWhateverHappensToACallAsThatUser() throws InterruptedException {
        portal.faults().error("batch", 1, 401, "authorization_error", "");

        assertThat(failure(ask(INSTALLER))).isInstanceOf(BitrixFailure.Unauthorized.class);

        assertThat(usersWithTokens()).containsExactly(INSTALLER, employee);
    }

    @Test
    void neverMakesTheTokensOfAnEventTheServiceIdentity() throws InterruptedException {
        var service = rows("select * from portal.credential where user_id = 1");

        actInCalendar(INSTALLER);
        actInCalendar(employee);

        assertThat(rows("select * from portal.credential where user_id = 1"))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(service);
        assertThat(value("select service_user_id from portal.portal", Long.class)).isEqualTo(INSTALLER);
        assertThat(askedAsService()).isEqualTo(INSTALLER);
    }

    @Test
    void tellsWhichUsersHaveAUsableToken() throws InterruptedException {
        long seller = portal.users().add("Sigrid Seller");
        portal.comments().by(seller).add("deal", 7, seller, "Called them");
        deliverAndWork();
        var asked = List.of(seller, STRANGER, employee, INSTALLER, employee);

        assertThat(tokens.holders(memberId(), asked)).containsExactly(seller, employee, INSTALLER);

        clock.advance(Duration.ofHours(1));
        assertThat(tokens.holders(memberId(), asked)).containsExactly(employee, INSTALLER);
        clock.advance(Duration.ofDays(29));
        assertThat(tokens.holders(memberId(), asked)).containsExactly(employee, INSTALLER);
        clock.advance(Duration.ofDays(1));
        assertThat(tokens.holders(memberId(), asked)).isEmpty();
        assertThat(tokens.holders(memberId(), List.of())).isEmpty();
    }

    @Test
    void tellsNoUsersOfAPortalThatIsNotServed() throws InterruptedException {
        assertThat(tokens.holders(new MemberId("unknown"), List.of(employee))).isEmpty();
        portal.expireAccessTokens();
        portal.revokeRefreshTokens();
        client.batch(memberId(), List.of(Call.of("profile")));

        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(tokens.holders(memberId(), List.of(employee))).isEmpty();
    }

    /// The refresh token that the event left in place has just been used up.
    @Test
    void keepsTheRenewedTokensThoughAnEventBroughtAnotherAccessTokenMeanwhile() throws Exception {
        clock.advance(Duration.ofHours(1));
        var release = portal.faults().hang(SimulatedFaults.TOKEN);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(() -> ask(employee));
            awaitRenewal();
            portal.comments().by(employee).add("deal", 7, employee, "Called them");
            portal.events().deliverAll();
            release.countDown();
            assertThat(whoAnswered(answer.get())).isEqualTo(employee);
        }

        portal.expireAccessTokens();
        assertThat(askedAs(employee)).isEqualTo(employee);
        assertThat(portal.renewals()).isEqualTo(2);
    }

    private void awaitRenewal() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (value("select count(renewing_until) from portal.credential", Integer.class) == 0) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private void actInCalendar(long userId) throws InterruptedException {
        portal.calendar().by(userId).addSection("user", userId, "Mine");
        deliverAndWork();
    }

    private long askedAs(long userId) throws InterruptedException {
        return whoAnswered(ask(userId));
    }

    private long askedAsService() throws InterruptedException {
        return whoAnswered(client.batch(memberId(), List.of(Call.of("profile"))));
    }

    private BatchAnswer ask(long userId) throws InterruptedException {
        return client.batch(memberId(), List.of(Call.of("profile").as(userId)));
    }

    private static long whoAnswered(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Results.class);
        var result = ((BatchAnswer.Results) answer).results().getFirst();
        assertThat(result).isInstanceOf(CallResult.Answered.class);
        return ((CallResult.Answered) result).value().path("ID").asLong();
    }

    /// What is wrong with a user's token, each call comes to by itself.
    private static BitrixFailure failure(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Results.class);
        var result = ((BatchAnswer.Results) answer).results().getFirst();
        assertThat(result).isInstanceOf(CallResult.Failed.class);
        return ((CallResult.Failed) result).failure();
    }

    private MemberId memberId() {
        return new MemberId(portal.memberId());
    }

    private List<Long> usersWithTokens() {
        return jdbc.sql("select user_id from portal.credential order by user_id")
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private String state() {
        return value("select state from reporting.portals", String.class);
    }
}
