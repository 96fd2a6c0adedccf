package io.b24mirror.bitrix;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class RenamedPortalIntegrationTests extends ServiceTest {
    private final BitrixClient client;
    private String before = "";

    @Autowired
    RenamedPortalIntegrationTests(BitrixClient client) {
        this.client = client;
    }

    @BeforeEach
    void installApp() throws InterruptedException {
        install();
        before = portal.domain();
        portal.clearJournal();
    }

    @Test
    void repeatsTheRequestWithItsBodyWhereThePortalIsNow() throws InterruptedException {
        var section = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(section, EventDraft.named("Lunch"));
        portal.moveToNewHost();

        assertThat(nameOf(ask(event))).isEqualTo("Lunch");

        assertThat(domain()).isEqualTo(portal.domain()).isNotEqualTo(before);
        assertThat(value("select client_endpoint from portal.portal", String.class))
                .isEqualTo(portal.restUrl().toString());
        assertThat(portal.calls("batch")).isEqualTo(1);
        assertThat(nameOf(ask(event))).isEqualTo("Lunch");
        assertThat(portal.calls("app.info")).isEqualTo(1);
    }

    @Test
    void renewsItsTokenBeforeItAsksWhereThePortalIs() throws InterruptedException {
        portal.moveToNewHost();
        portal.expireAccessTokens();

        assertThat(ask(1)).isInstanceOf(BatchAnswer.Results.class);

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(domain()).isEqualTo(portal.domain());
    }

    /// The portal only redirects, and `app.info` says `invalid_client` to a token that is not valid any more.
    @Test
    void followsARenamedPortalThoughItsTokenIsStale() throws InterruptedException {
        clock.advance(Duration.ofHours(2));
        portal.moveToNewHost();
        portal.clearJournal();

        assertThat(ask(1)).isInstanceOf(BatchAnswer.Results.class);

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(portal.calls("app.info")).isEqualTo(1);
        assertThat(domain()).isEqualTo(portal.domain()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"400, invalid_client", "401, expired_token", "401, invalid_token", "400, INVALID_CLIENT"})
    void renewsItsTokenOnceWhicheverCodeSaysThatItIsNotValid(int status, String code) throws InterruptedException {
        portal.moveToNewHost();
        portal.faults().error("app.info", 1, status, code, "");

        assertThat(ask(1)).isInstanceOf(BatchAnswer.Results.class);

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(domain()).isEqualTo(portal.domain());
    }

    /// Bitrix24 blocks those who renew all the time.
    @Test
    void doesNotRenewATokenAgainThatIsFreshlyRenewedAndStillRefused() throws InterruptedException {
        portal.moveToNewHost();
        portal.faults().error("app.info", 6, 400, "invalid_client", "");

        for (int time = 0; time < 5; time++) {
            assertThat(failure(ask(1)).summary()).endsWith(
                    "whether the portal was renamed could not be verified: invalid_client");
            clock.advance(Duration.ofMinutes(5));
        }

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(domain()).isEqualTo(before);
        assertThat(ask(1)).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void followsAsAnotherUserToo() throws InterruptedException {
        var employee = portal.users().add("Emil Employee");
        portal.calendar().by(employee).addSection("user", employee, "Mine");
        deliverAndWork();
        portal.moveToNewHost();

        var answer = client.batch(memberId(), List.of(Call.of("profile").as(employee)));

        assertThat(answer).isInstanceOf(BatchAnswer.Results.class);
        assertThat(domain()).isEqualTo(portal.domain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://localhost.evil.example", "http://169.254.169.254",
            "http://user@localhost:1", "ftp://localhost", "https://evil.example:443"})
    void refusesAForeignHost(String foreign) throws InterruptedException {
        portal.faults().redirect("batch", 1, foreign);

        assertThat(failure(ask(1))).isEqualTo(new BitrixFailure.Unavailable(
                "HTTP 302: a redirect to another address; B24_PORTAL_HOSTS does not allow where it leads to", false));

        assertThat(portal.requests()).hasSize(1);
        assertThat(domain()).isEqualTo(before);
        assertThat(ask(1)).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void refusesAHostThatTheAuthorizationServerDoesNotKnow() throws InterruptedException {
        portal.faults().redirect("batch", 1, portal.authorizationServerUrl().toString());

        assertThat(failure(ask(1)).summary()).endsWith("the authorization server knows the portal by another address");

        assertThat(portal.calls("batch")).isEqualTo(1);
        assertThat(domain()).isEqualTo(before);
    }

    @Test
    void refusesTheAddressOfAnotherPortal() throws InterruptedException {
        portal.moveToNewHost();
        portal.faults()
                .answer("app.info", 1, 200, "application/json", """
                        {"result": {"client_id": "app.test", "install": {"member_id": "another", "domain": "%s",
                         "client_endpoint": "%s"}}}""".formatted(portal.domain(), portal.restUrl()));

        assertThat(failure(ask(1)).summary()).endsWith("the token belongs to another portal");

        assertThat(domain()).isEqualTo(before);
    }

    @Test
    void triesAgainLaterWhereTheAuthorizationServerIsAway() throws InterruptedException {
        portal.moveToNewHost();
        portal.faults().html("app.info", 1, 502);

        assertThat(failure(ask(1))).isInstanceOf(BitrixFailure.Unavailable.class)
                .extracting(BitrixFailure::summary)
                .asString()
                .contains("could not be verified");

        assertThat(domain()).isEqualTo(before);
        assertThat(ask(1)).isInstanceOf(BatchAnswer.Results.class);
    }

    @Test
    void doesNotRunInCircles() throws InterruptedException {
        portal.faults().redirect("batch", 1, "http://" + before);

        assertThat(failure(ask(1)).summary()).endsWith("it leads to where it came from");

        assertThat(portal.requests()).hasSize(1);
    }

    @Test
    void followsNoMoreThanOnce() throws InterruptedException {
        portal.moveToNewHost();
        portal.faults().redirect("batch", 1, "http://" + before);

        assertThat(failure(ask(1)).summary()).endsWith("from where the portal has moved to");

        assertThat(portal.calls("batch")).isEqualTo(1);
    }

    @Test
    void makesNothingOfARedirectWithoutAnAddress() throws InterruptedException {
        portal.faults().answer("batch", 1, 302, "text/html", "");

        assertThat(failure(ask(1)).summary()).endsWith("it does not say where to");
    }

    private BatchAnswer ask(long event) throws InterruptedException {
        return client.batch(memberId(), List.of(Call.of("calendar.event.getbyid", "id", event)));
    }

    private static String nameOf(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Results.class);
        var result = ((BatchAnswer.Results) answer).results().getFirst();
        assertThat(result).isInstanceOf(CallResult.Answered.class);
        return ((CallResult.Answered) result).value().path("NAME").asString();
    }

    private static BitrixFailure failure(BatchAnswer answer) {
        assertThat(answer).isInstanceOf(BatchAnswer.Failed.class);
        return ((BatchAnswer.Failed) answer).failure();
    }

    private String domain() {
        return value("select domain from reporting.portals", String.class);
    }

    private MemberId memberId() {
        return new MemberId(portal.memberId());
    }
}
