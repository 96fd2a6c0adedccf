package io.b24mirror.fetch;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import io.b24mirror.portal.Suspensions;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/// A portal that refuses the app and does not say why: the app was removed, or our credentials are wrong.
class SilentRemovalIntegrationTests extends DrainTest {
    private static final String REINSTALL = "reinstall the app on the portal";
    private static final String WRONG_SECRET = "the app was removed from the portal, or B24_CLIENT_SECRET is wrong";

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Suspensions suspensions;

    @SuppressWarnings("NullAway.Init") // Spring fills the fields
    SilentRemovalIntegrationTests() {}

    @Test
    void showsWithinADayThatThePortalRemovedTheApp() throws InterruptedException {
        addEvents(1);
        portal.events().deliverAll();
        portal.removeSilently();
        portal.clearJournal();

        letPass(Duration.ofDays(1));

        assertThat(refusal()).contains(WRONG_SECRET, REINSTALL, "correct B24_CLIENT_ID and B24_CLIENT_SECRET");
        assertThat(instant("select refused_since from reporting.portals"))
                .isBefore(clock.instant().minus(Duration.ofHours(23)));
        assertThat(portal.requests()).as("requests in a day").hasSizeLessThan(40);
        assertThat(rows("select state from portal.portal")).containsExactly(Map.of("state", "ACTIVE"));
        assertThat(rows("select user_id from portal.credential")).hasSize(1);
        assertThat(states()).containsEntry("WAITING", 1L);
    }

    @ParameterizedTest
    @CsvSource({"ERROR_OAUTH, Application not installed", "NOT_INSTALLED, Application not installed",
            "APPLICATION_NOT_FOUND, Application not found"})
    void asksTheAuthorizationServerOnceItsTokenHasExpired(String code, String text) throws InterruptedException {
        addEvents(1);
        portal.events().deliverAll();
        portal.faults().error("batch", 1, 401, code, text);
        work();
        assertThat(refusal()).startsWith(code + " " + text).contains(REINSTALL);
        assertThat(portal.calls(SimulatedFaults.TOKEN)).isZero();

        portal.faults().error("batch", 9, 401, code, text);
        portal.faults().error(SimulatedFaults.TOKEN, 9, 400, "invalid_client", "");
        clock.advance(Duration.ofHours(1));
        work();

        assertThat(refusal()).contains("invalid_client", WRONG_SECRET);
        portal.faults().clear();
    }

    @Test
    void isServedAgainAtOnceAfterAVerifiedInstallation() throws InterruptedException {
        addEvents(1);
        portal.events().deliverAll();
        portal.removeSilently();
        letPass(Duration.ofDays(1));

        install();

        assertThat(rows("select refusal from reporting.portals where refusal is not null")).isEmpty();
        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void isAskedAtOnceAfterAnOperatorSuspendedAndResumedIt() throws InterruptedException {
        addEvents(1);
        portal.events().deliverAll();
        portal.faults().error("batch", 1, 401, "ERROR_OAUTH", "Application not installed");
        work();
        assertThat(copies()).isZero();

        suspensions.suspend(memberId());
        suspensions.resume(memberId());
        work();

        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void waitsForAPortalThatIsClosedForTwentyMinutes() throws InterruptedException {
        addEvents(1);
        portal.faults().portalDeleted(true);
        deliverAndWork();
        assertThat(refusal()).startsWith("PORTAL_DELETED").contains("closed for now");

        letPass(Duration.ofMinutes(20));
        portal.faults().portalDeleted(false);
        letPass(Duration.ofMinutes(11));

        assertThat(copies()).isEqualTo(1);
        assertThat(rows("select refusal from reporting.portals where refusal is not null")).isEmpty();
    }

    @Test
    void isAskedAtOnceAfterAStartWithACorrectedSecret() throws InterruptedException {
        beginWithWrongSecret();

        try (var corrected = ServiceInstance.beside(context, "b24.client-secret=corrected")) {
            corrected.runDue();
        }

        assertThat(copies()).isEqualTo(1);
        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(rows("select refusal from reporting.portals where refusal is not null")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "b24.rate-burst=40")
    void restsOnAfterAStartThatChangesSomethingElse(String setting) throws InterruptedException {
        beginWithWrongSecret();
        portal.clearJournal();

        try (var same = ServiceInstance.beside(context, setting)) {
            same.runDue();
        }

        assertThat(portal.calls("calendar.event.getbyid")).isZero();
        assertThat(refusal()).contains(WRONG_SECRET);
    }

    private void beginWithWrongSecret() throws InterruptedException {
        portal.close();
        portal = portalSettings().clientSecret("corrected").start();
        portal.events().byHand();
        beginWithCalendar();
        addEvents(1);
        clock.advance(Duration.ofHours(1));
        deliverAndWork();
        assertThat(refusal()).contains(WRONG_SECRET);
    }

    private String refusal() {
        return value("select refusal from reporting.portals where member_id = '" + portal.memberId() + "'",
                String.class);
    }
}
