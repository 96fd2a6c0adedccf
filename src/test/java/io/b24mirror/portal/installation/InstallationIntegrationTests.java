package io.b24mirror.portal.installation;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.DatabaseText;
import io.b24mirror.portal.EventForm;
import io.b24mirror.portal.installation.ClaimTransactions.Acceptance;
import io.b24mirror.portal.token.AuthorizationServer.AppInfo;
import io.b24mirror.secret.Secret;
import io.b24mirror.simulation.RecordedRequest;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

class InstallationIntegrationTests extends ServiceTest {
    private static final String APP_INFO = "app.info";

    private final ClaimTransactions decisions;

    @Autowired
    InstallationIntegrationTests(ClaimTransactions decisions) {
        this.decisions = decisions;
    }

    @Test
    void takesAnInstallationBeforeItIsVerified() throws InterruptedException {
        var form = installation();

        assertThat(form.postTo(handler())).isEqualTo(200);

        assertThat(state()).isEqualTo("PENDING");
        assertThat(portal.requests()).isEmpty();
        assertThat(rows("select * from portal.portal")).isEmpty();
    }

    @Test
    void servesAPortalOnceItsInstallationIsVerified() throws InterruptedException {
        install();

        assertThat(rows("""
                select member_id, domain, state, app_status, scope, uninstalled_at from reporting.portals
                """)).singleElement()
                .asInstanceOf(map(String.class, Object.class))
                .containsEntry("member_id", portal.memberId())
                .containsEntry("domain", portal.domain())
                .containsEntry("state", "ACTIVE")
                .containsEntry("app_status", "L")
                .containsEntry("scope", "calendar,crm,user,sonet_group")
                .containsEntry("uninstalled_at", null);
        assertThat(instant("select installed_at from reporting.portals")).isEqualTo(clock.instant());
        assertThat(portal.subscribedEvents()).contains("ONAPPINSTALL", "ONAPPUNINSTALL", "ONCALENDARENTRYADD");
    }

    @Test
    void logsTheDeliveryOfAnInstallationOnceItIsVerified() throws InterruptedException {
        portal.install(handler());
        portal.events().deliverAll();
        assertThat(rows("select * from reporting.deliveries")).isEmpty();

        work();

        assertThat(rows("select event, user_id from reporting.deliveries"))
                .containsExactly(Map.of("event", "ONAPPINSTALL", "user_id", 1L));
    }

    @Test
    void storesNoTokenInClear() throws InterruptedException {
        var form = installation();
        var secrets = Stream.of("access_token", "refresh_token", "application_token")
                .map(name -> form.get("auth[" + name + "]"))
                .toList();

        form.postTo(handler());
        assertThatNothingShows(secrets);
        work();

        assertThat(state()).isEqualTo("ACTIVE");
        assertThatNothingShows(secrets);
        assertThat(value("select digest from portal.application_token", String.class))
                .isEqualTo(Secret.of(portal.applicationToken()).digest());
    }

    private void assertThatNothingShows(List<String> secrets) {
        var stored = DatabaseText.of(jdbc);
        assertThat(stored).contains(portal.memberId());
        for (var secret : secrets) {
            assertThat(stored).doesNotContainIgnoringCase(secret).doesNotContain(DatabaseText.asBytes(secret));
        }
    }

    @Test
    void takesTheTokensOfALaterInstallation() throws InterruptedException {
        install();
        var before = rows("select access_token from portal.credential");

        install();

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(rows("select access_token from portal.credential")).hasSize(1).isNotEqualTo(before);
        assertThat(event("ONAPPTEST", portal.applicationToken()).postTo(handler())).isEqualTo(200);
    }

    @Test
    void replacesTheApplicationTokenByThatOfALaterInstallation() throws InterruptedException {
        install();
        var old = portal.applicationToken();
        assertThat(event("ONAPPTEST", old).postTo(handler())).isEqualTo(200);

        portal.changeApplicationToken("0123456789abcdef0123456789abcdef");
        install();

        assertThat(event("ONAPPTEST", old).postTo(handler())).isEqualTo(403);
        assertThat(event("ONAPPTEST", portal.applicationToken()).postTo(handler())).isEqualTo(200);
    }

    @Test
    void keepsTheApplicationTokenWhenALaterInstallationBringsNone() throws InterruptedException {
        install();

        assertThat(installation().without("auth[application_token]").postTo(handler())).isEqualTo(200);
        work();

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(event("ONAPPTEST", portal.applicationToken()).postTo(handler())).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
            "auth[server_endpoint], http://evil.example/rest/",
            "auth[server_endpoint], https://localhost/rest/",
            "auth[server_endpoint], http://localhost:1/rest/",
            "auth[client_endpoint], http://evil.example/rest/",
            "auth[client_endpoint], http://127.0.0.1/rest/",
            "auth[client_endpoint], http://169.254.169.254/rest/",
            "auth[client_endpoint], ftp://localhost/rest/",
            "auth[client_endpoint], http://localhost@evil.example/rest/",
            "auth[client_endpoint], http://user:pw@localhost/rest/"})
    void turnsAwayAddressesThatMayNotBeCalled(String field, String address) throws InterruptedException {
        var forged = installation().with(field, address);

        assertThat(forged.postTo(handler())).isEqualTo(403);

        work();
        assertThat(rows("select * from portal.installation")).isEmpty();
        assertThat(rows("select * from reporting.portals")).isEmpty();
        assertThat(portal.requests()).isEmpty();
    }

    @Test
    void turnsAwayTheAuthorizationServersHostUnderAnotherPath() throws InterruptedException {
        var endpoint = portal.authorizationServerUrl() + "/redirect/to/evil/";

        assertThat(installation().with("auth[server_endpoint]", endpoint).postTo(handler())).isEqualTo(403);

        assertThat(rows("select * from portal.installation")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("forgedClaims")
    void refusesAForgedClaimAndLeavesThePortalAlone(String field, String value, String refusal)
            throws InterruptedException {
        portal.users().add("Mallory");
        install();
        var before = everythingAboutThePortal();

        assertThat(installation().with(field, value).postTo(handler())).isEqualTo(200);
        work();

        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertRefused(refusal);
    }

    static Stream<Arguments> forgedClaims() {
        return Stream.of(
                Arguments.of("auth[member_id]", "0123456789abcdef0123456789abcdef",
                        "its token belongs to another portal"),
                Arguments.of("auth[user_id]", "2", "its token belongs to another user"),
                Arguments.of("auth[access_token]", "guessed", "app.info answered invalid_client"));
    }

    /// Whoever has a portal of his own can get a real token for it: it must not open the portal of somebody else.
    @ParameterizedTest
    @CsvSource({
            "someone-elses.app, {member}, {domain}, {endpoint}, its token belongs to another app",
            "'', {member}, {domain}, {endpoint}, its token belongs to another app",
            "app.test, 0123456789abcdef0123456789abcdef, {domain}, {endpoint}, its token belongs to another portal",
            "app.test, {member}, {domain}, http://evil.example/rest/, {refused} \"http://evil.example/rest/\"",
            "app.test, {member}, {domain}, '', {refused} \"\"",
            "app.test, {member}, {domain}, 'http://not a url/', {refused} \"\"",
            "app.test, {member}, {domain}, mailto:a@b, {refused} \"mailto:a@b\""})
    void refusesATokenThatIsGoodForSomethingElse(String clientId, String memberId, String domain, String endpoint,
            String refusal) throws InterruptedException {
        install();
        var before = everythingAboutThePortal();
        portal.faults()
                .answer(APP_INFO, 1, 200, "application/json", """
                        {"result": {"client_id": "%s", "user_id": "1", "scope": "calendar", "install": {"status": "L",
                         "member_id": "%s", "domain": "%s", "client_endpoint": "%s"}}}"""
                        .formatted(clientId, memberId, domain, endpoint)
                        .replace("{member}", portal.memberId())
                        .replace("{domain}", portal.domain())
                        .replace("{endpoint}", portal.restUrl().toString()));

        installation().postTo(handler());
        work();

        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertRefused(refusal.replace("{refused}", "B24_PORTAL_HOSTS does not allow its client_endpoint"));
    }

    @Test
    void takesTheUserFromTheAuthorizationServerWhenTheClaimNamesNone() throws InterruptedException {
        installation().without("auth[user_id]").postTo(handler());
        work();

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(value("select service_user_id from portal.portal", Long.class)).isEqualTo(1);
    }

    /// Every employee can get a token of the app; he must not become the service's identity by posting it.
    @Test
    void refusesAClaimOfAUserWhoIsNoAdministrator() throws InterruptedException {
        var employee = portal.users().add("Clara");
        install();
        var before = everythingAboutThePortal();

        portal.install(handler(), employee);
        deliverAndWork();

        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertRefused("its user is no administrator of the portal");
    }

    @Test
    void asksAgainForTheAdministratorWhenThePortalIsBack() throws InterruptedException {
        portal.faults().html("profile", 1, 502);
        portal.install(handler());
        deliverAndWork();
        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "PENDING"));

        clock.advance(Duration.ofMinutes(1));
        work();

        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "ACTIVE"));
    }

    @Test
    void refusesAClaimForWhichNobodyNamesTheUser() throws InterruptedException {
        portal.faults().answer(APP_INFO, 1, 200, "application/json", """
                {"result": {"client_id": "app.test", "install": {"member_id": "%s", "domain": "%s",
                 "client_endpoint": "%s"}}}""".formatted(portal.memberId(), portal.domain(), portal.restUrl()));

        installation().without("auth[user_id]").postTo(handler());
        work();

        assertRefused("it names no user");
        assertThat(rows("select * from reporting.portals")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("outages")
    void verifiesAgainWhenTheAuthorizationServerIsBack(Consumer<SimulatedFaults> outage) throws InterruptedException {
        outage.accept(portal.faults());
        portal.install(handler());
        deliverAndWork();
        assertThat(state()).isEqualTo("PENDING");

        clock.advance(Duration.ofSeconds(2));
        work();

        assertThat(state()).isEqualTo("ACTIVE");
    }

    static Stream<Consumer<SimulatedFaults>> outages() {
        return Stream.of(faults -> faults.html(APP_INFO, 1, 502), faults -> faults.html(APP_INFO, 1, 200),
                faults -> faults.error(APP_INFO, 1, 500, "INTERNAL_SERVER_ERROR", "Oops"),
                faults -> faults.error(APP_INFO, 1, 503, "QUERY_LIMIT_EXCEEDED", "Too many requests"),
                faults -> faults.error(APP_INFO, 1, 429, "OPERATION_TIME_LIMIT", "Too long"),
                faults -> faults.error(APP_INFO, 1, 401, "CONNECTION_ERROR", "No connection"),
                faults -> faults.half(APP_INFO, 1), faults -> faults.reset(APP_INFO, 1),
                faults -> faults.redirect(APP_INFO, 1, "http://localhost:1"),
                faults -> faults.answer(APP_INFO, 1, 200, "application/json", "[]"),
                faults -> faults.answer(APP_INFO, 1, 200, "application/json", "{}"),
                faults -> faults.answer(APP_INFO, 1, 200, "application/json", ""));
    }

    /// Its token is dead by then.
    @Test
    void givesUpAClaimThatCouldNotBeVerifiedForHours() throws InterruptedException {
        portal.faults().html(APP_INFO, 1_000, 502);
        portal.install(handler());
        deliverAndWork();

        for (int minutes = 0; minutes < 300; minutes += 5) {
            clock.advance(Duration.ofMinutes(5));
            work();
        }

        assertRefused("app.info could not be asked while its token lived");
        assertThat(rows("select * from reporting.portals")).isEmpty();
        assertThat(rows("select * from scheduler.scheduled_tasks where task_name = 'verify-installation'")).isEmpty();
    }

    @Test
    void erasesTheTokensOfAClaimWhateverIsDecided() throws InterruptedException {
        install();
        installation().with("auth[user_id]", "2").postTo(handler());
        work();

        assertThat(rows("select state, access_token, refresh_token from portal.installation order by 1"))
                .extracting(row -> row.get("state"), row -> row.get("access_token"), row -> row.get("refresh_token"))
                .containsExactly(tuple("REFUSED", null, null),
                        tuple("VERIFIED", null, null));
    }

    /// Strangers know the member_id, or can guess that somebody will install the app.
    @Test
    void letsAPortalInThatManyStrangersClaimToBe() throws InterruptedException {
        var form = installation();
        for (int claim = 0; claim < 15; claim++) {
            form.with("auth[access_token]", "guessed" + claim).postTo(handler());
        }

        portal.install(handler());
        deliverAndWork();

        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "ACTIVE"));
    }

    /// The older one was verified later because the authorization server was away.
    @Test
    void refusesAClaimThatALaterInstallationHasOvertaken() throws InterruptedException {
        portal.faults().html(APP_INFO, 1, 502);
        portal.install(handler());
        deliverAndWork();
        portal.changeApplicationToken("0123456789abcdef0123456789abcdef");
        install();

        clock.advance(Duration.ofSeconds(2));
        work();

        assertRefused("a later installation was verified before it");
        assertThat(event("ONAPPTEST", portal.applicationToken()).postTo(handler())).isEqualTo(200);
    }

    @Test
    void refusesAClaimOlderThanTheRemovalOfTheApp() throws InterruptedException {
        install();
        var form = installation();
        form.postTo(handler());
        clock.advance(Duration.ofSeconds(1));
        EventForm.of("event=ONAPPUNINSTALL&auth[member_id]=%s&auth[application_token]=%s&ts=%d".formatted(
                portal.memberId(), portal.applicationToken(), clock.instant().getEpochSecond())).postTo(handler());
        assertThat(state()).isEqualTo("UNINSTALLED");

        work();

        assertRefused("the portal removed the app after it");
        assertThat(state()).isEqualTo("UNINSTALLED");
    }

    @ParameterizedTest
    @CsvSource({
            "auth[server_endpoint], http://evil.example/rest/, 403",
            "auth[client_endpoint], http://evil.example/rest/, 403",
            "auth[member_id], 0123456789abcdef0123456789abcdef, 200",
            "auth[access_token], guessed, 200"})
    void leavesAnInstalledPortalUntouchedByAForgedInstallation(String field, String value, int status)
            throws InterruptedException {
        install();
        var before = everythingAboutThePortal();
        var forged = installation().with("auth[application_token]", "0".repeat(32)).with(field, value);

        assertThat(forged.postTo(handler())).isEqualTo(status);
        work();

        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertThat(event("ONAPPTEST", "0".repeat(32)).postTo(handler())).isEqualTo(403);
        assertThat(event("ONAPPTEST", portal.applicationToken()).postTo(handler())).isEqualTo(200);
    }

    @Test
    void sendsTheTokenToBeVerifiedToTheAuthorizationServerAlone() throws InterruptedException {
        portal.install(handler());
        portal.events().deliverAll();
        portal.faults().reset("batch", 1);
        work();

        assertThat(portal.requests()).extracting(RecordedRequest::host, RecordedRequest::method)
                .startsWith(tuple(RecordedRequest.Host.AUTHORIZATION_SERVER, APP_INFO));
    }

    @Test
    void keepsTheTokensOfAUserWhoActsApartFromTheServiceIdentity() throws InterruptedException {
        long employee = portal.users().add("Emma Employee");
        install();
        var service = rows("select * from portal.credential where user_id = 1");
        var section = portal.calendar().by(employee).addSection("user", employee, "Hers");
        var event = EventForm.of(portal.events().waiting().getLast().body());

        deliverAndWork();

        assertThat(section).isPositive();
        assertThat(value("select service_user_id from portal.portal", Long.class)).isEqualTo(1);
        assertThat(rows("select * from portal.credential where user_id = 1"))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(service);
        assertThat(rows("select * from portal.credential where user_id = " + employee)).singleElement()
                .extracting(row -> row.get("refresh_token"))
                .isNotNull();
        assertThatNothingShows(List.of(event.get("auth[access_token]"), event.get("auth[refresh_token]")));
    }

    @Test
    void doesNotTakeTheServiceUsersOwnTokensFromAnEventEither() throws InterruptedException {
        install();
        var service = rows("select * from portal.credential");
        clock.advance(Duration.ofMinutes(10));
        portal.calendar().addSection("user", 1, "His");

        deliverAndWork();

        assertThat(rows("select * from portal.credential")).usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(service);
    }

    /// Whether the removal was sent before the page was opened, only Bitrix24 can tell.
    @Test
    void asksAgainAboutThePageOfAPortalWhoseRemovalArrivesMeanwhile() throws Exception {
        install();
        portal.openInstallPage(handler().resolve("/bitrix24/install"), 1).with("action", "authorize").send();
        var claim = decisions.next(false, clock.instant()).or(() -> decisions.next(true, clock.instant()));
        clock.advance(Duration.ofSeconds(1));
        event("ONAPPUNINSTALL", portal.applicationToken()).postTo(handler());

        var verified = new VerifiedToken(URI.create(portal.authorizationServerUrl() + "/rest/"),
                new AppInfo("app.test", portal.memberId(), portal.domain(), portal.restUrl(), "L", "calendar", 1L,
                        true),
                1);
        assertThat(decisions.accept(claim.orElseThrow(), verified, clock.instant()))
                .isEqualTo(new Acceptance.AskAgain());
        decisions.postpone(claim.orElseThrow(), clock.instant());
        clock.advance(Duration.ofSeconds(2));
        work();

        assertThat(state()).isEqualTo("ACTIVE");
    }

    /// An `ONAPPINSTALL` as the portal sends it, held back.
    private EventForm installation() {
        portal.install(handler());
        var form = EventForm.of(portal.events().waiting().getLast().body());
        portal.events().dropWaiting();
        return form;
    }

    private EventForm event(String code, String applicationToken) {
        return EventForm.of("event=%s&auth[member_id]=%s&auth[domain]=%s&auth[application_token]=%s&ts=%d"
                .formatted(code, portal.memberId(), portal.domain(), applicationToken,
                        clock.instant().getEpochSecond()));
    }

    private String state() {
        return value("select state from reporting.portals", String.class);
    }

    private void assertRefused(String refusal) {
        assertThat(
                rows("select refusal, access_token, refresh_token from portal.installation where state = 'REFUSED'"))
                .extracting(row -> row.get("refusal"), row -> row.get("access_token"), row -> row.get("refresh_token"))
                .containsExactly(tuple(refusal, null, null));
        assertThat(rows("select * from portal.installation where state = 'PENDING'")).isEmpty();
    }

    private List<Map<String, @Nullable Object>> everythingAboutThePortal() {
        return rows("""
                select portal.*, digest, user_id, encode(access_token, 'hex') access_token,
                       encode(refresh_token, 'hex') refresh_token, expires_at, renewed_at
                from portal.portal
                left join portal.application_token using (member_id)
                left join portal.credential using (member_id)
                """);
    }
}
