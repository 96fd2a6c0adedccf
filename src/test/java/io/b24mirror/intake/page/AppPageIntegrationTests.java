package io.b24mirror.intake.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.simulation.EventDraft;
import io.b24mirror.simulation.PagePost;
import io.b24mirror.simulation.RecordedRequest;
import io.b24mirror.testing.ServiceTest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// The page of the app on a portal that is served already.
class AppPageIntegrationTests extends ServiceTest {
    private static final Pattern FIELD = Pattern.compile("name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private static int tests;

    private long second;
    private long employee;

    /// Each at a later time, because what is asked for strangers is bounded over time.
    @BeforeEach
    void installTheApp() throws InterruptedException {
        clock.advance(Duration.ofSeconds(61L * ++tests));
        second = portal.users().add("Bertha Boss");
        portal.users().setAdmin(second, true);
        employee = portal.users().add("Emma Employee");
        install();
        portal.clearJournal();
    }

    @Test
    void showsAnAdministratorHowThePortalIsDoing() throws Exception {
        var section = portal.calendar().addSection("user", 1, "Secret plans");
        portal.calendar().addEvent(section, EventDraft.named("Merger"));
        portal.comments().add("deal", 7, 1, "Hush");
        deliverAndWork();

        var answer = open(second);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(answer.body()).contains("<html lang=\"en\">", "<title>b24-mirror</title>", "<h1>b24-mirror</h1>",
                "The service reads this portal.", "Last event</th><td>19 December 2024, 12:",
                "Timeline comments</th><td>1<", "Calendar events</th><td>1<", "Records waiting to be read</th><td>0<",
                "Records that could not be read</th><td>0<", "Test event");
        assertThat(answer.body()).doesNotContain("Secret plans", "Merger", "Hush", "Bertha", "installFinish",
                "<script");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changesNothingForAnyVisitor(boolean old) throws Exception {
        var before = everythingAboutThePortal();

        for (long user : List.of(1L, second, employee)) {
            var post = portal.openPage(page(), user);
            assertThat((old ? post.ofAnOlderPortal() : post).send().statusCode()).isEqualTo(200);
            work();
        }

        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertThat(rows("select * from portal.installation")).hasSize(1);
    }

    @Test
    void tellsOtherUsersThatThereIsNothingToDo() throws Exception {
        var answer = open(employee);

        assertThat(answer.body()).contains("There is nothing to do here")
                .doesNotContain("Last event")
                .doesNotContain("<form");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH_ID", "member_id", "SERVER_ENDPOINT"})
    void showsStrangersNothing(String field) throws Exception {
        var forged = Map.of("AUTH_ID", "guessed", "member_id", portal.memberId(), "SERVER_ENDPOINT",
                "https://evil.example/rest/");
        var token = portal.issueTokens(1).accessToken();
        portal.faults()
                .answer("app.info", 1, 200, "application/json", """
                        {"result": {"client_id": "app.test", "user_id": "1", "install": {"installed": true,
                         "status": "L", "member_id": "0123456789abcdef0123456789abcdef", "client_endpoint": "%s"}}}"""
                        .formatted(portal.restUrl()));

        var answer = portal.openPage(page(), 1)
                .with("AUTH_ID", token)
                .with(field, requireNonNull(forged.get(field)))
                .send();

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("b24-mirror does not know you").doesNotContain("Last event", "<form", token);
        assertThat(portal.requests()).extracting(RecordedRequest::method).doesNotContain("profile");
    }

    @Test
    void asksBitrix24NoMoreThanTwentyTimesForStrangers() throws Exception {
        for (int post = 0; post < 30; post++) {
            portal.openPage(page(), 1).ofAnOlderPortal().with("AUTH_ID", "guessed" + post).send();
        }
        assertThat(portal.calls("app.info")).isEqualTo(20);

        assertThat(portal.openPage(page(), 1).ofAnOlderPortal().send().statusCode()).isEqualTo(429);
        assertThat(open(1).statusCode()).as("a page that brings the portal's token").isEqualTo(200);
        clock.advance(Duration.ofSeconds(3));
        assertThat(portal.openPage(page(), 1).ofAnOlderPortal().send().statusCode()).isEqualTo(200);
    }

    @Test
    void asksAgainForPatienceWhileBitrix24DoesNotAnswer() throws Exception {
        portal.faults().html("app.info", 1, 502);

        var answer = open(1);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("Open this page again in a minute").doesNotContain("Last event");
    }

    @Test
    void makesTheVisitorTheServicesIdentityByAButton() throws Exception {
        var page = open(second);
        assertThat(page.body())
                .contains("<button name=\"action\" value=\"authorize\">Authorize with my account</button>");

        var answer = press(page);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("b24-mirror is being authorized").doesNotContain("<form");
        assertThat(serviceUser()).isEqualTo(1);
        work();

        assertThat(serviceUser()).isEqualTo(second);
        assertThat(open(second).body()).contains("The service reads this portal.");
    }

    @Test
    void opensAPortalAgainThatNeedsAuthorization() throws Exception {
        portal.revokeRefreshTokens();
        portal.expireAccessTokens();
        portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();
        assertThat(state()).isEqualTo("NEEDS_REAUTHORIZATION");

        var page = open(second);
        assertThat(page.body()).contains("This portal needs authorization.");
        press(page);
        work();

        assertThat(state()).isEqualTo("ACTIVE");
        deliverAndWork();
        assertThat(rows("select comment_text from reporting.timeline_comments")).hasSize(1);
    }

    /// Whoever is no administrator sees no button, and gets nowhere without one.
    @Test
    void refusesTheButtonOfAnotherUser() throws Exception {
        var before = everythingAboutThePortal();

        var answer = portal.openPage(page(), employee).with("action", "authorize").send();
        portal.openPage(page(), 1).with("action", "authorize").with("AUTH_ID", "guessed").send();
        work();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertThat(rows("select state from portal.installation where state <> 'VERIFIED'"))
                .containsExactly(Map.of("state", "REFUSED"), Map.of("state", "REFUSED"));
    }

    @Test
    void carriesNoSecretButWhatThePostBrought() throws Exception {
        var post = portal.openPage(page(), second);

        var page = post.send();

        var fields = fields(page);
        assertThat(post.form()).containsAllEntriesOf(fields);
        assertThat(portal.issuedSecrets()).filteredOn(page.body()::contains)
                .containsExactlyInAnyOrder(post.form().get("AUTH_ID"), post.form().get("REFRESH_ID"));
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "form-action 'self'", "base-uri 'none'",
                        "frame-ancestors http://" + portal.domain() + ";")
                .doesNotContain("script-src");
        assertThat(page.headers().allValues("Cache-Control")).contains("no-store");
    }

    @Test
    void writesWhatThePostBroughtAsText() throws Exception {
        var page = portal.openPage(page(), 1).with("status", "\"><script>alert(1)</script>").send();

        assertThat(page.body()).doesNotContain("<script>").contains("&lt;script&gt;");
    }

    /// Nothing else says so, and no event arrives before the page is opened.
    @Test
    void finishesAnUpdateOfTheApp() throws Exception {
        portal.updateApp();
        portal.forgetSubscriptions();
        portal.comments().add("deal", 7, 1, "Unheard");
        assertThat(portal.events().waiting()).isEmpty();
        var before = everythingAboutThePortal();

        var answer = open(second);
        work();

        assertThat(answer.body()).containsOnlyOnce("BX24.installFinish()").doesNotContain("event.bind");
        assertThat(everythingAboutThePortal()).isEqualTo(before);
        assertThat(portal.subscribedEvents()).contains("ONAPPINSTALL", "ONCRMTIMELINECOMMENTADD");
        portal.finishInstallation();
        deliverAndWork();
        var comment = portal.comments().add("deal", 7, 1, "Heard");
        deliverAndWork();
        assertThat(rows("select comment_id from reporting.timeline_comments")).contains(Map.of("comment_id", comment));
    }

    @Test
    void finishesAnUpdateOnAnOlderPortal() throws Exception {
        portal.updateApp();

        var answer = portal.openPage(page(), second).ofAnOlderPortal().send();

        assertThat(answer.body()).contains("event.bind").containsOnlyOnce("BX24.installFinish()");
        assertThat(rows("select * from portal.installation")).hasSize(1);
    }

    /// It has another application token, by which events are recognised from then on.
    @Test
    void installsAnAppThatWasCreatedAgain() throws Exception {
        portal.changeApplicationToken("0123456789abcdef0123456789abcdef");
        portal.updateApp();

        var answer = open(second);
        work();

        assertThat(answer.body()).containsOnlyOnce("BX24.installFinish()");
        assertThat(serviceUser()).isEqualTo(second);
        portal.finishInstallation();
        deliverAndWork();
        var comment = portal.comments().add("deal", 7, 1, "Heard");
        deliverAndWork();
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
    }

    @Test
    void letsOnlyAnAdministratorFinish() throws Exception {
        portal.updateApp();

        assertThat(open(employee).body()).contains("There is nothing to do here").doesNotContain("installFinish");
    }

    @Test
    void installsAgainAfterThePortalRemovedTheApp() throws Exception {
        portal.uninstall(false);
        deliverAndWork();
        assertThat(state()).isEqualTo("UNINSTALLED");

        var answer = portal.openInstallPage(page(), second).send();
        work();

        assertThat(answer.body()).containsOnlyOnce("BX24.installFinish()");
        assertThat(state()).isEqualTo("ACTIVE");
    }

    @Test
    void saysThatAnOperatorSuspendedThePortal() throws Exception {
        jdbc.sql("update portal.portal set suspended_at = now()").update();

        assertThat(open(1).body()).contains("has suspended this portal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAITING", "ANSWERED", "NO_ANSWER"})
    void tellsWhatCameOfTheTestEvent(String state) throws Exception {
        jdbc.sql("delete from subscription.self_check").update();
        jdbc.sql("""
                insert into subscription.self_check (member_id, nonce, state, asked_at, answered_at)
                values (:member, 'n', :state, '2024-12-19T11:00:00Z',
                        case when :state = 'ANSWERED' then timestamptz '2024-12-19T11:00:02Z' end)
                """).param("member", portal.memberId()).param("state", state).update();
        var said = Map.of("WAITING", "asked for on 19 December 2024, 11:00 UTC; it has not arrived yet", "ANSWERED",
                "arrived; asked for on 19 December 2024, 11:00 UTC", "NO_ANSWER",
                "did not arrive; asked for on 19 December 2024, 11:00 UTC. Events of this portal do not reach "
                        + "the service");

        assertThat(open(1).body()).contains("Test event</th><td>" + said.get(state) + "</td>");
    }

    private HttpResponse<String> open(long userId) throws IOException, InterruptedException {
        return portal.openPage(page(), userId).send();
    }

    /// As a browser posts the form of the page, to where the page came from.
    private HttpResponse<String> press(HttpResponse<String> page) throws IOException, InterruptedException {
        assertThat(page.body()).contains("<form method=\"post\">");
        var form = new HashMap<>(fields(page));
        form.put("action", "authorize");
        return new PagePost(page.uri(), form).send();
    }

    private static Map<String, String> fields(HttpResponse<String> page) {
        var fields = new HashMap<String, String>();
        FIELD.matcher(page.body()).results().forEach(field -> fields.put(field.group(1), field.group(2)));
        fields.remove("action");
        return fields;
    }

    private URI page() {
        return handler().resolve("/bitrix24/install");
    }

    private String state() {
        return value("select state from reporting.portals", String.class);
    }

    private Long serviceUser() {
        return value("select service_user_id from portal.portal", Long.class);
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
