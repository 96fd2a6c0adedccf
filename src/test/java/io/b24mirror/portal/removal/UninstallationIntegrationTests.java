package io.b24mirror.portal.removal;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.bitrix.BatchAnswer;
import io.b24mirror.bitrix.BitrixClient;
import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.portal.EventForm;
import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class UninstallationIntegrationTests extends ServiceTest {
    private final BitrixClient client;

    @Autowired
    UninstallationIntegrationTests(BitrixClient client) {
        this.client = client;
    }

    @Test
    void erasesEveryTokenAndAsksNothingOnceThePortalRemovedTheApp() throws InterruptedException {
        long employee = portal.users().add("Emma Employee");
        install();
        portal.calendar().by(employee).addSection("user", employee, "Hers");
        deliverAndWork();
        assertThat(value("select count(*) from portal.credential", Integer.class)).isEqualTo(2);
        var token = portal.applicationToken();

        portal.uninstall(true);
        deliverAndWork();

        assertThat(state()).isEqualTo("UNINSTALLED");
        assertThat(instant("select uninstalled_at from reporting.portals")).isEqualTo(clock.instant());
        assertThat(rows("select * from portal.credential")).isEmpty();
        assertThat(rows("select * from portal.application_token")).isEmpty();
        portal.clearJournal();
        assertThat(event("ONCALENDARSECTIONUPDATE", token).with("data[id]", "1").postTo(handler())).isEqualTo(403);
        assertThat(client.batch(new MemberId(portal.memberId()), List.of(Call.of("profile")))).isEqualTo(
                new BatchAnswer.Failed(new BitrixFailure.Unauthorized("The portal is UNINSTALLED")));
        work();
        assertThat(portal.requests()).isEmpty();
    }

    /// Not a second later: in the transaction that the 200 stands for.
    @Test
    void hasErasedEveryTokenWhenItAnswersTheRemoval() throws InterruptedException {
        long employee = portal.users().add("Emma Employee");
        install();
        portal.calendar().by(employee).addSection("user", employee, "Hers");
        deliverAndWork();
        portal.uninstall(false);

        assertThat(portal.events().deliverAll()).singleElement()
                .satisfies(removal -> assertThat(removal.status()).isEqualTo(200));

        assertThat(rows("select * from portal.credential")).isEmpty();
        assertThat(rows("select * from portal.application_token")).isEmpty();
        assertThat(
                rows("select 1 from portal.installation where access_token is not null or refresh_token is not null"))
                .isEmpty();
    }

    @Test
    void ignoresARemovalThatDoesNotProveItself() throws InterruptedException {
        install();

        assertThat(event("ONAPPUNINSTALL", "forged").postTo(handler())).isEqualTo(403);
        assertThat(event("ONAPPUNINSTALL", "").postTo(handler())).isEqualTo(403);
        assertThat(event("ONAPPUNINSTALL", "x").without("auth[application_token]").postTo(handler())).isEqualTo(403);

        work();
        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(rows("select * from portal.credential")).hasSize(1);
    }

    @Test
    void servesThePortalAgainAfterItInstalledTheAppAnew() throws InterruptedException {
        install();
        portal.uninstall(false);
        deliverAndWork();

        install();

        assertThat(rows("select state, uninstalled_at from reporting.portals")).singleElement()
                .extracting(row -> row.get("state"), row -> row.get("uninstalled_at"))
                .containsExactly("ACTIVE", null);
        assertThat(client.batch(new MemberId(portal.memberId()), List.of(Call.of("profile"))))
                .isInstanceOf(BatchAnswer.Results.class);
    }

    /// Bitrix24 promises no order.
    @Test
    void ignoresTheRemovalOfAnEarlierInstallation() throws InterruptedException {
        install();
        portal.uninstall(false);
        clock.advance(Duration.ofMinutes(1));
        portal.install(handler());
        var removal = portal.events().waiting().getFirst();
        var installation = portal.events().waiting().getLast();
        portal.events().dropWaiting();

        portal.events().deliver(installation);
        work();
        var answer = portal.events().deliver(removal);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(rows("select * from portal.credential")).hasSize(1);
    }

    /// It is about an earlier installation, and the later one waits for Bitrix24's confirmation.
    @Test
    void letsAPortalInWhoseEarlierRemovalArrivesLate() throws InterruptedException {
        install();
        portal.uninstall(false);
        clock.advance(Duration.ofMinutes(1));
        portal.install(handler());
        var removal = portal.events().waiting().getFirst();
        var installation = portal.events().waiting().getLast();
        portal.events().dropWaiting();

        portal.events().deliver(installation);
        clock.advance(Duration.ofSeconds(1));
        portal.events().deliver(removal);
        assertThat(state()).isEqualTo("UNINSTALLED");
        work();

        assertThat(state()).isEqualTo("ACTIVE");
        assertThat(rows("select * from portal.credential")).hasSize(1);
    }

    /// The page has no clock of the portal to compare with, and the portal's may be slow.
    @Test
    void marksAPortalAsGoneThatInstalledByThePageThoughItsClockIsSlow() throws Exception {
        portal.openInstallPage(handler().resolve("/bitrix24/install"), 1).send();
        work();
        assertThat(state()).isEqualTo("ACTIVE");
        var tenMinutesAgo = clock.instant().minus(Duration.ofMinutes(10)).getEpochSecond();

        event("ONAPPUNINSTALL", portal.applicationToken()).with("ts", Long.toString(tenMinutesAgo)).postTo(handler());

        assertThat(state()).isEqualTo("UNINSTALLED");
    }

    private EventForm event(String code, String applicationToken) {
        return EventForm.of("event=%s&auth[member_id]=%s&auth[application_token]=%s&ts=%d".formatted(code,
                portal.memberId(), applicationToken, clock.instant().getEpochSecond()));
    }

    private String state() {
        return value("select state from reporting.portals", String.class);
    }
}
