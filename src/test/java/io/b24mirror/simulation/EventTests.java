package io.b24mirror.simulation;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventTests extends SimulationTest {

    @Test
    void sendsCalendarEventWithFullTokenPair() throws InterruptedException {
        bind("onCalendarSectionAdd");
        var clara = portal.users().add("Clara Chen");
        var section = portal.calendar().by(clara).addSection("user", clara, "Work");
        var delivery = portal.events().deliverAll().getFirst();

        var received = receiver.received().getFirst();
        assertThat(delivery.status()).isEqualTo(200);
        assertThat(received.userAgent()).isEqualTo("Bitrix24 Webhook Engine");
        assertThat(received.contentType()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(received.body()).startsWith(
                "event=ONCALENDARSECTIONADD&event_handler_id=1&data%5Bid%5D=" + section
                        + "&ts=1772445600&auth%5Baccess_token%5D=");
        assertThat(keys(received.body())).containsExactly("event", "event_handler_id", "data[id]", "ts",
                "auth[access_token]", "auth[expires]", "auth[expires_in]", "auth[scope]", "auth[domain]",
                "auth[server_endpoint]", "auth[status]", "auth[client_endpoint]", "auth[member_id]", "auth[user_id]",
                "auth[refresh_token]", "auth[application_token]");
        var auth = PhpForm.parse(received.body()).path("auth");
        assertThat(auth.path("user_id").asString()).isEqualTo(Long.toString(clara));
        assertThat(auth.path("domain").asString()).isEqualTo("localhost:" + portal.restUrl().getPort());
        assertThat(client.json(portal.restUrl().resolve("profile"), auth.path("access_token").asString(), "{}")
                .result()
                .path("ID")
                .asString()).isEqualTo(Long.toString(clara));
    }

    private static List<String> keys(String form) {
        return Pattern.compile("&")
                .splitAsStream(form)
                .map(pair -> pair.substring(0, pair.indexOf('=')))
                .map(key -> key.replace("%5B", "[").replace("%5D", "]"))
                .toList();
    }

    @Test
    void sendsCommentEventWithoutRefreshToken() {
        bind("onCrmTimelineCommentAdd");
        var id = portal.comments().add("deal", 5, 1, "x");

        var event = waiting().getFirst();
        assertThat(event.path("event").asString()).isEqualTo("ONCRMTIMELINECOMMENTADD");
        assertThat(event.path("data").path("FIELDS").path("ID").asString()).isEqualTo(Long.toString(id));
        assertThat(event.path("auth").has("access_token")).isTrue();
        assertThat(event.path("auth").has("refresh_token")).isFalse();
    }

    @Test
    void sendsSystemShapeWhenNobodyActed() {
        bind("onCrmTimelineCommentAdd");
        portal.comments().by(null).add("deal", 5, 1, "x");

        assertThat(waiting().getFirst().path("auth").propertyNames()).containsExactly("domain", "client_endpoint",
                "server_endpoint", "member_id", "application_token");
    }

    @Test
    void tellsOfRoomsInTheirOwnWords() {
        bind("onCalendarRoomCreate");
        bind("onCalendarSectionAdd");
        portal.calendar().addSection("location", 0, "Baltic");

        assertThat(waiting()).extracting(event -> event.path("event").asString())
                .containsExactly("ONCALENDARROOMCREATE");
    }

    @Test
    void deletesSectionWithoutNamingItsEvents() {
        var work = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(work, EventDraft.named("x"));
        bind("onCalendarSectionDelete");
        bind("onCalendarEntryDelete");
        portal.calendar().deleteSection(work);

        assertThat(waiting()).hasSize(1);
        assertThat(portal.calendar().event(event)).isEmpty();
    }

    @Test
    void bindsOnceAndShowsRows() {
        bind("onCalendarEntryAdd");
        var again = call("event.bind", "{'EVENT':'ONCALENDARENTRYADD','HANDLER':'%s'}".formatted(receiver.uri()));
        var rows = call("event.get", "{}").result();

        assertThat(again.error()).isEqualTo("ERROR_CORE");
        assertThat(again.body().path("error_description").asString())
                .isEqualTo("Unable to set event handler: Handler already binded");
        assertThat(rows.toString()).isEqualTo("[{\"event\":\"ONCALENDARENTRYADD\",\"handler\":\"%s\","
                .formatted(receiver.uri()) + "\"auth_type\":\"0\",\"offline\":0}]");
        assertThat(call("event.unbind", "{'event':'onCalendarEntryAdd','handler':'%s'}".formatted(receiver.uri()))
                .result()
                .path("count")
                .asInt()).isEqualTo(1);
        assertThat(portal.subscribedEvents()).isEmpty();
    }

    @Test
    void refusesBadBindings() {
        assertThat(call("event.bind", "{'event':'onNothing','handler':'http://a.b/'}").error())
                .isEqualTo("ERROR_EVENT_NOT_FOUND");
        assertThat(call("event.bind", "{'event':'onUserAdd'}").error()).isEqualTo("ERROR_ARGUMENT");
        assertThat(call("event.bind", "{'event':'onUserAdd','handler':'ftp://a.b/'}").error())
                .isEqualTo("ERROR_UNSUPPORTED_PROTOCOL");
        assertThat(call("event.bind", "{'event':'onUserAdd','handler':'nonsense'}").error())
                .isEqualTo("ERROR_WRONG_HANDLER_URL");
        var clara = portal.issueTokens(portal.users().add("Clara Chen"));
        assertThat(callAs(clara, "event.bind", "{'event':'onUserAdd','event_type':'offline'}").error())
                .isEqualTo("ACCESS_DENIED");
        assertThat(callAs(clara, "event.bind", "{'event':'onUserAdd','handler':'http://a.b/','auth_type':1}").error())
                .isEqualTo("ACCESS_DENIED");
    }

    @Test
    void refusesLocalHandlerWhenStrict() {
        try (var strict = SimulatedPortal.builder().clock(clock).permitLocalHandlers(false).start()) {
            strict.installSilently();
            var reply = client.json(strict.restUrl().resolve("event.bind"), strict.issueTokens(1).accessToken(),
                    "{\"event\":\"onUserAdd\",\"handler\":\"http://localhost/\"}");

            assertThat(reply.error()).isEqualTo("ERROR_WRONG_HANDLER_URL");
        }
    }

    @Test
    void testsHandler() {
        bind("onAppTest");

        assertThat(call("event.test", "{'marker':'7'}").result().asInt()).isEqualTo(1);
        assertThat(waiting().getFirst().path("data").path("QUERY").path("marker").asString()).isEqualTo("7");
    }

    @Test
    void installsAndUninstalls() {
        portal.install(receiver.uri());
        var installed = waiting().getFirst();
        assertThat(installed.path("event").asString()).isEqualTo("ONAPPINSTALL");
        assertThat(installed.path("data").toString())
                .isEqualTo("{\"VERSION\":\"1\",\"ACTIVE\":\"Y\",\"INSTALLED\":\"Y\",\"LANGUAGE_ID\":\"en\"}");
        assertThat(installed.path("auth").path("refresh_token").asString()).isNotEmpty();
        assertThat(installed.path("auth").path("application_token").asString()).isEqualTo(portal.applicationToken());

        bind("onAppUninstall");
        portal.uninstall(true);
        var gone = waiting().getLast();
        assertThat(gone.path("event").asString()).isEqualTo("ONAPPUNINSTALL");
        assertThat(gone.path("data").path("CLEAN").asString()).isEqualTo("1");
        assertThat(gone.path("auth").has("access_token")).isFalse();
    }

    @Test
    void bringsNewApplicationTokenAfterReinstallation() {
        portal.install(receiver.uri());
        portal.changeApplicationToken("another");
        portal.install(receiver.uri());

        assertThat(waiting()).extracting(event -> event.path("auth").path("application_token").asString())
                .containsExactly("51856fefc120afa4b628cc82d3935cce", "another");
    }

    @Test
    void firesNothingUntilInstallationIsFinished() {
        portal.uninstall(false);
        var page = portal.openInstallPage(URI.create("http://localhost/install"), 1);
        tokens = portal.issueTokens(1);
        bind("onCalendarSectionAdd");

        portal.calendar().addSection("user", 1, "Too early");
        assertThat(waiting()).isEmpty();
        assertThat(call("app.info", "{}").result().path("INSTALLED").asBoolean()).isFalse();

        portal.finishInstallation();
        portal.calendar().addSection("user", 1, "In time");
        assertThat(waiting()).hasSize(1);
        assertThat(page.form()).containsKeys("AUTH_ID", "REFRESH_ID", "APPLICATION_TOKEN", "SERVER_ENDPOINT");
        assertThat(page.uri().getQuery()).startsWith("DOMAIN=localhost:").contains("&PROTOCOL=0&LANG=en&APP_SID=");
    }

    @Test
    void losesDoublesAndReordersOnDemand() throws InterruptedException {
        bind("onCalendarSectionAdd");
        portal.events().dropNext(1).doubleNext(1);
        for (var number = 1; number <= 3; number++) {
            portal.calendar().addSection("user", 1, "Section " + number);
        }
        portal.events().reverse().deliverAll();

        assertThat(receiver.received())
                .extracting(event -> PhpForm.parse(event.body()).path("data").path("id").asString())
                .containsExactly("3", "2", "2");
    }

    @Test
    void sendsByItselfAndNeverAgain() throws InterruptedException {
        receiver.answerWith(503);
        bind("onCalendarSectionAdd");
        portal.events().automatic();
        portal.calendar().addSection("user", 1, "Work");
        portal.events().awaitIdle(java.time.Duration.ofSeconds(10));

        assertThat(portal.events().deliveries()).extracting(Delivery::status).containsExactly(503);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void sendsOutgoingWebhooksWithoutAnApp() {
        portal.uninstall(true);
        portal.addOutgoingWebhook(receiver.uri(), "hook-token", "onCrmTimelineCommentAdd");
        portal.comments().add("deal", 5, 1, "x");

        assertThat(waiting().getFirst().path("auth").path("application_token").asString()).isEqualTo("hook-token");
        assertThat(waiting().getFirst().path("auth").has("access_token")).isFalse();
    }
}
