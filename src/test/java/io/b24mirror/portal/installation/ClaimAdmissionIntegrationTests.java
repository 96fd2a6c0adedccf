package io.b24mirror.portal.installation;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.EventForm;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.installation.ClaimAdmission.Reception;
import io.b24mirror.portal.token.TokenSealer;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.secret.Secret;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/// Strangers post claims of installations in masses, beside portals that really install the app.
class ClaimAdmissionIntegrationTests extends ServiceTest {
    private static final ClientAddress FLOOD = ClientAddress.of("203.0.113.66");
    private static final ClientAddress ELSEWHERE = ClientAddress.of("198.51.100.7");
    private static final String GENUINE = "0123456789abcdef0123456789abcdef";

    @Autowired
    private ClaimAdmission installations;

    @Autowired
    private ClaimTransactions decisions;

    @Autowired
    private ClaimRetention retention;

    @Autowired
    private TokenSealer sealer;

    @Autowired
    private MeterRegistry meters;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    ClaimAdmissionIntegrationTests() {}

    @Test
    void givesTheNextTurnToANewcomerWhateverOthersPost() {
        flood(500);
        claim(GENUINE, ELSEWHERE, "new.bitrix24.test");
        flood(400);

        assertThat(turn()).isEqualTo(GENUINE);
    }

    /// A proxy that does not tell addresses makes all of them one source.
    @Test
    void tellsANewcomerFromAFloodOfTheSameSourceByItsDomain() {
        flood(500);
        claim(GENUINE, FLOOD, "new.bitrix24.test");

        assertThat(turn()).isEqualTo(GENUINE);
    }

    @Test
    void tellsANewcomerFromAFloodOnItsMemberIdByItsSource() {
        IntStream.range(0, 500).forEach(_ -> claim(GENUINE, FLOOD, "new.bitrix24.test"));
        claim(GENUINE, ELSEWHERE, "new.bitrix24.test");

        turn();

        assertThat(rows("select source from portal.installation where being_asked"))
                .containsExactly(Map.of("source", ELSEWHERE.address()));
    }

    @Test
    void pushesOutTheOldestOfTheMostCrowdedWhereThereIsNoRoom() {
        claim(GENUINE, ELSEWHERE, "new.bitrix24.test");
        flood(ClaimQueue.CAPACITY - 1);
        var oldest = value("select min(installation_id) from portal.installation where domain = 'flood.test'",
                Long.class);
        double before = pushedOut();

        flood(1);

        assertThat(value("select count(*) from portal.installation where state = 'PENDING'", Integer.class))
                .isLessThanOrEqualTo(ClaimQueue.CAPACITY);
        assertThat(rows("select 1 from portal.installation where member_id = '%s'".formatted(GENUINE))).hasSize(1);
        assertThat(rows("select 1 from portal.installation where installation_id = " + oldest)).isEmpty();
        assertThat(value("select max(member_id) from portal.installation", String.class)).isEqualTo("m%05d"
                .formatted(ClaimQueue.CAPACITY - 2));
        assertThat(pushedOut() - before).isPositive();
    }

    @Test
    void doesNotPushOutWhatIsBeingVerified() {
        claim(GENUINE, FLOOD, "flood.test");
        assertThat(turn()).isEqualTo(GENUINE);

        flood(ClaimQueue.CAPACITY + 100);

        assertThat(rows("select 1 from portal.installation where member_id = '%s'".formatted(GENUINE))).hasSize(1);
    }

    @Test
    void keepsRoomAndTheFirstTurnForPortalsThatItKnows() throws InterruptedException {
        install();
        flood(ClaimQueue.CAPACITY);
        portal.install(handler());
        portal.events().deliverAll();
        flood(ClaimQueue.CAPACITY);

        assertThat(rows("select count(*) as claims from portal.installation where state = 'PENDING' and vouched"))
                .containsExactly(Map.of("claims", 1L));
        assertThat(turn()).isEqualTo(portal.memberId());
    }

    @Test
    void keepsTheTenNewestClaimsThatAKnownPortalVouchesFor() throws InterruptedException {
        install();
        for (int claim = 0; claim < 12; claim++) {
            portal.install(handler());
            portal.events().deliverAll();
        }

        assertThat(rows("select 1 from portal.installation where state = 'PENDING' and vouched")).hasSize(10);
    }

    /// Its administrator has its application token, and may have given it away.
    @Test
    void letsKnownPortalsTakeTurns() {
        IntStream.range(0, 10).forEach(_ -> vouched("a"));
        assertThat(turn()).isEqualTo("a");
        vouched("b");

        assertThat(turn()).isEqualTo("b");
    }

    @Test
    void verifiesAKnownPortalThoughStrangersPostNothingButItsMemberId() throws InterruptedException {
        install();
        var before = rows("select access_token from portal.credential");
        portal.install(handler());
        portal.events().deliverAll();
        IntStream.range(0, 1_200).forEach(_ -> claim(portal.memberId(), FLOOD, portal.domain()));

        work();

        assertThat(rows("select access_token from portal.credential")).isNotEqualTo(before);
        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "ACTIVE"));
    }

    @Test
    void asksAFewTimesAMinuteAboutOnePortalThatStrangersMakeUp() {
        IntStream.range(0, 200).forEach(_ -> claim(GENUINE, null, "flood.test"));

        work();
        assertThat(portal.calls("app.info")).isEqualTo(ClaimQueue.ASKED_OF_PORTAL);

        clock.advance(Duration.ofSeconds(61));
        work();
        assertThat(portal.calls("app.info")).isEqualTo(2 * ClaimQueue.ASKED_OF_PORTAL);
    }

    @Test
    void asksAboutANewcomerThoughStrangersUsedUpWhatIsAskedAboutItsMemberId() {
        IntStream.range(0, 200).forEach(_ -> claim(GENUINE, FLOOD, "new.bitrix24.test"));
        work();
        claim(GENUINE, ELSEWHERE, "new.bitrix24.test");

        assertThat(turn()).isEqualTo(GENUINE);
        assertThat(turn()).isNull();
    }

    @Test
    void asksAFewTimesAMinuteAboutWhatOneSourcePosts() {
        flood(200);

        work();

        assertThat(portal.calls("app.info")).isEqualTo(ClaimQueue.ASKED_OF_SOURCE);
    }

    /// Turns last as long as an authorization server hangs.
    @Test
    void leavesTurnsToOthersWhereAServerHangs() throws InterruptedException {
        install();
        IntStream.range(0, 50).forEach(number -> claim("m" + number, source(number), "d" + number));
        for (int turn = 0; turn < ClaimQueue.TURNS_OF_SERVER; turn++) {
            assertThat(turn()).isNotNull();
        }
        assertThat(turn()).as("another turn at the same server").isNull();

        claimAt(URI.create("http://localhost:1/rest/"), GENUINE);
        assertThat(turn()).isEqualTo(GENUINE);
        portal.install(handler());
        portal.events().deliverAll();
        assertThat(turn()).isEqualTo(portal.memberId());
    }

    @Test
    void refusesASourceThatPostsTooManyAndNobodyElse() {
        int taken = 0;
        while (installations.claim(newClaim("m" + taken, FLOOD, "flood.test")) == Reception.TAKEN) {
            taken++;
        }

        assertThat(taken).isEqualTo(ClaimRateLimit.OF_SOURCE_AT_ONCE);
        assertThat(installations.claim(newClaim("m", FLOOD, "flood.test"))).isEqualTo(Reception.TOO_MANY);
        assertThat(installations.claim(newClaim("m", ELSEWHERE, "d"))).isEqualTo(Reception.TAKEN);
        clock.advance(Duration.ofSeconds(1));
        assertThat(installations.claim(newClaim("m", FLOOD, "flood.test"))).isEqualTo(Reception.TAKEN);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, true", "127.0.0.1, true", "192.168.1.1, true", "fd00::1, true", "203.0.113.7, false",
            "2001:db8::1, false"})
    void takesAPrivateAddressForThatOfAProxy(String address, boolean shared) {
        assertThat(ClientAddress.of(address).isShared()).isEqualTo(shared);
    }

    @Test
    void keepsNothingOfARefusedClaimButWhyItWasRefused() throws InterruptedException {
        portal.install(handler());
        var form = EventForm.of(portal.events().waiting().getLast().body());
        portal.events().dropWaiting();
        form.with("auth[access_token]", "guessed").with("data[x]", "y".repeat(1_000)).postTo(handler());
        assertThat(value("select data is null from portal.installation", Boolean.class)).isFalse();

        work();

        assertThat(rows("select state, data, access_token from portal.installation"))
                .extracting(row -> row.get("state"), row -> row.get("data"), row -> row.get("access_token"))
                .containsExactly(tuple("REFUSED", null, null));
    }

    @Test
    void deletesDecidedClaimsAfterTheirTime() {
        insertDecided("REFUSED", 31, 3);
        insertDecided("VERIFIED", 31, 2);
        insertDecided("REFUSED", 1, 1);

        retention.run();

        assertThat(rows("select state from portal.installation")).containsExactly(Map.of("state", "REFUSED"));
    }

    @Test
    void keepsSoManyRefusedClaimsAtMost() {
        insertDecided("REFUSED", 1, ClaimRetention.MAX_REFUSED + 7);
        insertDecided("VERIFIED", 2, 1);

        retention.run();

        assertThat(rows("select state, count(*) as claims from portal.installation group by 1 order by 1"))
                .containsExactly(Map.of("state", "REFUSED", "claims", (long) ClaimRetention.MAX_REFUSED),
                        Map.of("state", "VERIFIED", "claims", 1L));
    }

    @Test
    void deletesClaimsWhoseTokenDiedBeforeTheyHadATurn() {
        flood(3);
        clock.advance(Duration.ofHours(4));
        claim(GENUINE, ELSEWHERE, "new.bitrix24.test");

        retention.run();

        assertThat(rows("select member_id from portal.installation")).containsExactly(Map.of("member_id", GENUINE));
    }

    private void insertDecided(String state, int daysAgo, int count) {
        jdbc.sql(
                """
                        insert into portal.installation (member_id, state, domain, expires_at, event_at, received_at, decided_at)
                        select 'm' || n, :state, '', now(), now(), now(), cast(:now as timestamptz) - :days * interval '1 day'
                                                                          - n * interval '1 millisecond'
                        from generate_series(1, :count) n
                        """)
                .param("state", state)
                .param("now", clock.instant().toString())
                .param("days", daysAgo)
                .param("count", count)
                .update();
    }

    private void flood(int claims) {
        for (int number = 0; number < claims; number++) {
            claim("m%05d".formatted(number), FLOOD, "flood.test");
        }
    }

    private static ClientAddress source(int number) {
        return ClientAddress.of("203.0.113." + number);
    }

    private @Nullable String turn() {
        return decisions.next(false, clock.instant()).map(claim -> claim.memberId().value()).orElse(null);
    }

    private double pushedOut() {
        return meters.get("b24.claims.pushed.out").counter().count();
    }

    /// Past the door, which has bounds of its own.
    private void claim(String memberId, @Nullable ClientAddress source, String domain) {
        installations.claimAgain(newClaim(memberId, source, domain));
    }

    private void vouched(String memberId) {
        decisions.store(new Installation(newClaim(memberId, ELSEWHERE, "known.test"), true, sealer));
    }

    private void claimAt(URI server, String memberId) {
        var claim = newClaim(memberId, ELSEWHERE, "elsewhere.test");
        decisions.store(new Installation(new InstallationClaim(claim.memberId(), claim.domain(), null, server,
                claim.accessToken(), claim.refreshToken(), claim.expiresAt(), null, null, null, null, null, null,
                claim.receivedAt(), claim.source(), null), false, sealer));
    }

    private InstallationClaim newClaim(String memberId, @Nullable ClientAddress source, String domain) {
        return new InstallationClaim(new MemberId(memberId), domain, null,
                URI.create(portal.authorizationServerUrl() + "/rest/"), Secret.of("guessed"), Secret.of("guessed"),
                clock.instant(), null, null, null, null, null, null, clock.instant(), source, null);
    }
}
