package io.b24mirror.intake.receiver;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.b24mirror.portal.EventForm;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

/// What real portals posted, with the identity, the tokens and the called addresses of the test's portal in place
/// of theirs.
@ExtendWith(OutputCaptureExtension.class)
class CapturedPostsIntegrationTests extends ServiceTest {
    private static final String QUERY_OF_REST_10 = "?DOMAIN=shop-example.bitrix24.com&PROTOCOL=1&LANG=en"
            + "&APP_SID=dc12448971e7d63af70d5dd230f4554e";

    /// The values are those that stand in the captures; the instants are their `ts`, by hand.
    @ParameterizedTest
    @CsvSource({
            "rest-01, ONCRMCONTACTADD, 58, 134806, 2024-09-22T15:28:46Z, 1",
            "rest-02, ONCRMCONTACTADD, 196, 264442, 2025-11-02T13:26:15Z, 1",
            "rest-03, ONCRMDEALUPDATE, 17, 11, 2024-12-22T04:27:53Z,",
            "rest-04, ONTASKCOMMENTADD, 404, , 2026-01-22T08:40:18Z,",
            "rest-05, ONTASKCOMMENTADD, 1195, 338729, 2025-12-10T12:00:03Z,"})
    void takesAnEventAsAPortalPostedIt(String capture, String event, long handlerId, @Nullable Long recordId,
            Instant eventAt, @Nullable Long userId) throws InterruptedException {
        install();

        assertThat(ofThisPortal(CapturedForm.of(capture)).postTo(handler())).isEqualTo(200);

        assertThat(rows("""
                select event_handler_id, record_id, user_id, data is not null as has_data
                from reporting.deliveries where event = '%s'""".formatted(event))).singleElement()
                .satisfies(row -> {
                    assertThat(row.get("event_handler_id")).isEqualTo(handlerId);
                    assertThat(row.get("record_id")).isEqualTo(recordId);
                    assertThat(row.get("user_id")).isEqualTo(userId);
                    assertThat(row.get("has_data")).isEqualTo(true);
                });
        assertThat(instant("select event_at from reporting.deliveries where event = '%s'".formatted(event)))
                .isEqualTo(eventAt);
        assertThat(rows("select * from reporting.pending_fetches where state = 'DEAD'")).isEmpty();
    }

    /// No `ACTIVE`, no `INSTALLED`, no `event_handler_id`; user 7 acts.
    @Test
    void installsByTheEventOf2020() throws InterruptedException {
        for (long user = 2; user <= 7; user++) {
            portal.users().add("User " + user);
        }
        portal.users().setAdmin(7, true);
        portal.installSilently();

        assertThat(ofThisPortal(withTokens(CapturedForm.of("rest-08"), 7)).postTo(handler())).isEqualTo(200);
        work();

        assertThat(serviceUser()).isEqualTo(7);
        assertThat(rows("select domain, state from reporting.portals"))
                .containsExactly(Map.of("domain", portal.domain(), "state", "ACTIVE"));
        assertThat(rows("select data from reporting.deliveries where event = 'ONAPPINSTALL'")).singleElement()
                .satisfies(row -> assertThat(String.valueOf(row.get("data"))).contains("VERSION", "LANGUAGE_ID")
                        .doesNotContain("INSTALLED"));
    }

    @Test
    void installsByAnEventWithoutAnyData() throws InterruptedException {
        portal.installSilently();
        var form = ofThisPortal(withTokens(CapturedForm.of("rest-08"), 1)).with("auth[user_id]", "1")
                .without("data[VERSION]")
                .without("data[LANGUAGE_ID]");

        assertThat(form.postTo(handler())).isEqualTo(200);
        work();

        assertIsActive();
    }

    /// By the portal in `auth[domain]`, in `client_endpoint` and in `install.domain`: three names of one portal.
    @Test
    void installsAPortalThatGoesBySeveralNames(CapturedOutput output) throws InterruptedException {
        portal.habits().inEvents("shop-example.bitrix24.ru").inAppInfo("shop-example.bitrix24.by");

        install();

        assertIsActive();
        assertThat(output.getOut().split("shop-example.bitrix24.ru, shop-example.bitrix24.by", -1)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "oauth.bitrix.info", "shop-example.bitrix24.ru:8443", "<script>", "a b"})
    void installsWhateverTheDomainOfTheEventSays(String domain) throws InterruptedException {
        portal.installSilently();
        var form = ofThisPortal(withTokens(CapturedForm.of("rest-08"), 1)).with("auth[user_id]", "1");

        assertThat(form.with("auth[domain]", domain).postTo(handler())).isEqualTo(200);
        work();

        assertIsActive();
    }

    @Test
    void installsByAnEventWithoutADomain() throws InterruptedException {
        portal.installSilently();
        var form = ofThisPortal(withTokens(CapturedForm.of("rest-08"), 1)).with("auth[user_id]", "1");

        assertThat(form.without("auth[domain]").postTo(handler())).isEqualTo(200);
        work();

        assertIsActive();
    }

    /// The claim names another address of the portal than the authorization server does.
    @Test
    void callsThePortalWhereTheAuthorizationServerKnowsIt() throws InterruptedException {
        portal.installSilently();
        var form = ofThisPortal(withTokens(CapturedForm.of("rest-08"), 1)).with("auth[user_id]", "1");

        assertThat(form.with("auth[client_endpoint]", "http://localhost:1/rest/").postTo(handler())).isEqualTo(200);
        work();

        assertIsActive();
        assertThat(value("select client_endpoint from portal.portal", String.class))
                .isEqualTo(portal.restUrl().toString());
    }

    /// The page of September 2024: no SERVER_ENDPOINT, no APPLICATION_TOKEN, no APPLICATION_SCOPE.
    @Test
    void installsByThePageOf2024() throws Exception {
        var form = CapturedForm.of("rest-10");
        var tokens = portal.issueTokens(1);
        var answer = portal.openInstallPage(URI.create(page() + QUERY_OF_REST_10), 1)
                .at(URI.create(page() + QUERY_OF_REST_10))
                .ofAnOlderPortal()
                .with("AUTH_ID", tokens.accessToken())
                .with("REFRESH_ID", tokens.refreshToken())
                .with("PLACEMENT_OPTIONS", form.get("PLACEMENT_OPTIONS"))
                .send();
        portal.subscribe("ONAPPINSTALL", handler(), 0); // as the page does
        work();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("event.bind", "BX24.installFinish()");
        assertIsActive();

        portal.finishInstallation();
        deliverAndWork();
        var comment = portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?DOMAIN=", "?DOMAIN=%3Cscript%3E", "?DOMAIN[x]=1", "?DOMAIN=alias.example.net",
            "?LANG=en"})
    void installsByAPageWhateverStandsInTheAddressBar(String query) throws Exception {
        var answer = portal.openInstallPage(page(), 1).at(URI.create(page() + query.replace("[x]", "%5Bx%5D"))).send();
        work();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("<script>alert");
        assertIsActive();
    }

    @Test
    void installsByAPageUnderAnotherNameOfThePortal() throws Exception {
        portal.habits().inAddressBar("shop-example.bitrix24.ru").inAppInfo("shop-example.bitrix24.com");

        var answer = portal.openInstallPage(page(), 1).send();
        work();

        assertIsActive();
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("frame-ancestors http://shop-example.bitrix24.ru;");
    }

    @Test
    void installsAPortalOf2020() throws InterruptedException {
        portal.habits().of2020().withoutDomain();

        install();

        assertIsActive();
    }

    /// It has no event and proves nothing.
    @Test
    void takesTheBodyOfARobotForNoEvent() throws InterruptedException {
        install();
        var robot = CapturedForm.of("rest-13").with("auth[member_id]", portal.memberId());

        assertThat(robot.postTo(handler())).isEqualTo(400);
        assertThat(robot.postTo(page())).isEqualTo(400);

        assertThat(rows("select * from portal.installation where state = 'PENDING'")).isEmpty();
        assertThat(rows("select event from reporting.deliveries where event <> 'ONAPPINSTALL'")).isEmpty();
    }

    /// It brings the tokens of whoever saved the app's settings, and is no installation.
    @ParameterizedTest
    @ValueSource(strings = {"OnAppSettingsInstall", "OnAppSettingsChange", "OnAppSettingsDisplay"})
    void takesTheSettingsOfTheAppForNoInstallation(String event) throws InterruptedException {
        long other = portal.users().add("Clara");
        portal.users().setAdmin(other, true);
        install();
        var form = ofThisPortal(withTokens(CapturedForm.of("rest-08"), other)).with("event", event)
                .with("auth[user_id]", Long.toString(other));

        assertThat(form.postTo(page())).isEqualTo(200);
        assertThat(form.with("auth[application_token]", "0".repeat(32)).postTo(page())).isEqualTo(403);
        work();

        assertThat(serviceUser()).isEqualTo(1);
        assertThat(rows("select * from portal.installation")).hasSize(1);
    }

    private EventForm withTokens(EventForm form, long userId) {
        var tokens = portal.issueTokens(userId);
        return form.with("auth[access_token]", tokens.accessToken())
                .with("auth[refresh_token]", tokens.refreshToken())
                .with("auth[expires]", Long.toString(tokens.expiresAt().getEpochSecond()));
    }

    private EventForm ofThisPortal(EventForm form) {
        return form.with("auth[member_id]", portal.memberId())
                .with("auth[application_token]", portal.applicationToken())
                .with("auth[client_endpoint]", portal.restUrl().toString())
                .with("auth[server_endpoint]", portal.authorizationServerUrl() + "/rest/");
    }

    private void assertIsActive() {
        assertThat(rows("select domain, state from reporting.portals"))
                .isEqualTo(List.of(Map.of("domain", portal.domain(), "state", "ACTIVE")));
    }

    private Long serviceUser() {
        return value("select service_user_id from portal.portal", Long.class);
    }

    private URI page() {
        return handler().resolve("/bitrix24/install");
    }
}
