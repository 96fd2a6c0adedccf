package io.b24mirror.intake.page;

import java.net.URI;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class InstallPageIntegrationTests extends ServiceTest {

    @Test
    void finishesTheInstallationOfAPortalThatGivesItsToken() throws Exception {
        var answer = portal.openInstallPage(page(), 1).send();
        work();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(answer.body()).containsOnlyOnce("BX24.installFinish()")
                .doesNotContain("event.bind")
                .doesNotContain(portal.applicationToken());
        assertThat(rows("select member_id, state from reporting.portals"))
                .containsExactly(Map.of("member_id", portal.memberId(), "state", "ACTIVE"));
        assertThat(rows("select * from reporting.deliveries")).isEmpty();
    }

    @Test
    void servesEventsAfterTheInstallationIsFinished() throws Exception {
        portal.openInstallPage(page(), 1).send();
        work();
        portal.finishInstallation();

        var comment = portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();

        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
    }

    @Test
    void asksAnOlderPortalForItsTokenBeforeItFinishes() throws Exception {
        var answer = portal.openInstallPage(page(), 1).without("APPLICATION_TOKEN").send();

        assertThat(answer.body()).contains("'event.bind', {event: 'ONAPPINSTALL', handler: \"" + handler() + "\"}")
                .containsOnlyOnce("BX24.installFinish()");
        assertThat(answer.body().indexOf("event.bind")).isLessThan(answer.body().indexOf("installFinish"));
    }

    @Test
    void saysWhatIsWrongWhereTheInstallEventCannotBeBound() throws Exception {
        var page = portal.openInstallPage(page(), 1).without("APPLICATION_TOKEN").send().body();

        assertThat(page).contains("b24-mirror is being installed", "b24-mirror is not installed yet", "already binded")
                .contains("answer.error()");
        assertThat(page.indexOf("return;")).isLessThan(page.indexOf("BX24.installFinish"));
    }

    @Test
    void learnsTheTokenOfAnOlderPortalFromItsInstallEvent() throws Exception {
        portal.openInstallPage(page(), 1).without("APPLICATION_TOKEN").send();
        portal.subscribe("ONAPPINSTALL", handler(), 0);
        work();
        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "ACTIVE"));
        assertThat(rows("select * from portal.application_token")).isEmpty();

        portal.finishInstallation();
        deliverAndWork();
        var comment = portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();

        assertThat(rows("select event from reporting.deliveries where event = 'ONAPPINSTALL'")).hasSize(1);
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));
    }

    @Test
    void refusesAForeignAuthorizationServerInPlainWords() throws Exception {
        var answer = portal.openInstallPage(page(), 1).with("SERVER_ENDPOINT", "https://evil.example/rest/").send();
        work();

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("was not installed").doesNotContain("installFinish");
        assertThat(rows("select * from reporting.portals")).isEmpty();
    }

    @Test
    void refusesAPageWithoutWhatItNeeds() throws Exception {
        var answer = portal.openInstallPage(page(), 1).without("REFRESH_ID").send();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("REFRESH_ID");
    }

    @Test
    void takesTheInstallEventOnTheInstallationPathToo() throws Exception {
        portal.install(page());
        deliverAndWork();

        assertThat(rows("select state from reporting.portals")).containsExactly(Map.of("state", "ACTIVE"));
    }

    private URI page() {
        return handler().resolve("/bitrix24/install");
    }
}
