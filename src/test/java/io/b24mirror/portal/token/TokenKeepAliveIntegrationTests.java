package io.b24mirror.portal.token;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.Suspensions;
import io.b24mirror.simulation.SimulatedFaults;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class TokenKeepAliveIntegrationTests extends ServiceTest {
    private final TokenKeepAlive keepAlive;
    private final Suspensions suspensions;

    @Autowired
    TokenKeepAliveIntegrationTests(TokenKeepAlive keepAlive, Suspensions suspensions) {
        this.keepAlive = keepAlive;
        this.suspensions = suspensions;
    }

    @Test
    void renewsATokenOnceAfterThreeWeeksAndNotBefore() throws InterruptedException {
        install();

        clock.advance(Duration.ofDays(21).minusSeconds(1));
        keepAlive.run();
        assertThat(portal.renewals()).isZero();

        clock.advance(Duration.ofSeconds(1));
        keepAlive.run();
        keepAlive.run();
        assertThat(portal.renewals()).isEqualTo(1);

        clock.advance(Duration.ofDays(20));
        keepAlive.run();
        assertThat(portal.renewals()).isEqualTo(1);

        clock.advance(Duration.ofDays(1));
        keepAlive.run();
        assertThat(portal.renewals()).isEqualTo(2);
        assertThat(portal.earlyRenewals()).isZero();
    }

    /// The stamp inside of every refresh token that was seen is 30 days after its issue.
    @Test
    void neverLosesAPortalFromWhichNothingIsReadForAYear() throws InterruptedException {
        install();
        for (int day = 0; day < 365; day++) {
            clock.advance(Duration.ofDays(1));
            keepAlive.run();
        }

        assertThat(value("select state from portal.portal", String.class)).isEqualTo("ACTIVE");
        assertThat(portal.renewals()).isEqualTo(17);
        assertThat(portal.earlyRenewals()).isZero();
    }

    @Test
    void makesOneRequestPerRunWhileTheAuthorizationServerIsAway() throws InterruptedException {
        install();
        clock.advance(Duration.ofDays(21));
        portal.clearJournal();
        portal.faults().html(SimulatedFaults.TOKEN, 1, 502);

        keepAlive.run();
        assertThat(portal.requests()).hasSize(1);
        assertThat(portal.renewals()).isZero();

        keepAlive.run();
        assertThat(portal.renewals()).isEqualTo(1);
    }

    @Test
    void leavesAloneTheTokensOfUsersAndOfPortalsThatAreNotServed() throws InterruptedException {
        var employee = portal.users().add("Emil Employee");
        install();
        portal.calendar().by(employee).addSection("user", employee, "Mine");
        deliverAndWork();
        clock.advance(Duration.ofDays(25));
        jdbc.sql("update portal.portal set state = 'NEEDS_REAUTHORIZATION'").update();
        portal.clearJournal();

        keepAlive.run();
        assertThat(portal.requests()).isEmpty();

        jdbc.sql("update portal.portal set state = 'ACTIVE'").update();
        keepAlive.run();
        assertThat(portal.requests()).singleElement().extracting("userId").isEqualTo(1L);
    }

    @Test
    void keepsTheTokenOfASuspendedPortalAliveWithoutAskingThePortal() throws InterruptedException {
        install();
        suspensions.suspend(new MemberId(portal.memberId()));
        portal.clearJournal();

        clock.advance(Duration.ofDays(21));
        keepAlive.run();

        assertThat(portal.renewals()).isEqualTo(1);
        assertThat(portal.requests()).extracting(request -> request.host().name()).doesNotContain("PORTAL");
    }
}
