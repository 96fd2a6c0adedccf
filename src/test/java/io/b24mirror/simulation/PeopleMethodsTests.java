package io.b24mirror.simulation;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PeopleMethodsTests extends SimulationTest {

    @Test
    void listsUsersFiftyAtATime() {
        IntStream.rangeClosed(2, 60).forEach(number -> portal.users().add("User " + number, false, number % 2 == 0));
        var all = call("user.get", "{}").body();
        var active = call("user.get", "{'FILTER':{'ACTIVE':true},'start':0}").body();

        assertThat(all.path("total").asInt()).isEqualTo(60);
        assertThat(all.path("next").asInt()).isEqualTo(50);
        assertThat(active.path("total").asInt()).isEqualTo(31);
        assertThat(active.has("next")).isFalse();
    }

    @Test
    void tellsAdministratorsApart() {
        var clara = portal.users().add("Clara Chen");

        assertThat(call("profile", "{}").result().path("ADMIN").asBoolean()).isTrue();
        assertThat(callAs(portal.issueTokens(clara), "profile", "{}").result().path("ADMIN").asBoolean()).isFalse();
    }

    @Test
    void showsGuestsToAdministratorsWhoAskAsSuch() {
        portal.users().addExtranet("Gert Guest");
        var clara = portal.issueTokens(portal.users().add("Clara Chen"));

        assertThat(texts(call("user.get", "{}").result(), "NAME")).containsExactly("Anna", "Clara");
        assertThat(texts(call("user.get", "{'ADMIN_MODE':'Y'}").result(), "NAME")).containsExactly("Anna", "Gert",
                "Clara");
        assertThat(texts(callAs(clara, "user.get", "{'ADMIN_MODE':'Y'}").result(), "NAME")).containsExactly("Anna",
                "Clara");
    }

    @Test
    void showsSecretGroupsToMembersAndToAdministratorsWhoAskAsSuch() {
        var clara = portal.users().add("Clara Chen");
        portal.groups().add("Sales");
        portal.groups().addSecret("Board", clara);

        assertThat(texts(call("sonet_group.get", "{}").result(), "NAME")).containsExactly("Sales");
        assertThat(texts(call("sonet_group.get", "{'IS_ADMIN':'Y'}").result(), "NAME")).containsExactly("Sales",
                "Board");
        assertThat(texts(callAs(portal.issueTokens(clara), "sonet_group.get", "{}").result(), "NAME"))
                .containsExactly("Sales", "Board");
    }

    @Test
    void doesNotCountAnEmptyPage() {
        var none = call("user.get", "{'FILTER':{'ID':99}}").body();

        assertThat(none.path("result").isEmpty()).isTrue();
        assertThat(none.propertyNames()).doesNotContain("total", "next");
    }

    @Test
    void keepsToTheGrantedScope() {
        try (var narrow = SimulatedPortal.builder().clock(clock).scope("calendar").start()) {
            narrow.installSilently();
            var token = narrow.issueTokens(1).accessToken();

            assertThat(client.json(narrow.restUrl().resolve("user.get"), token, "{}").error())
                    .isEqualTo("insufficient_scope");
            assertThat(client.json(narrow.restUrl().resolve("scope"), token, "{}").result().toString())
                    .isEqualTo("[\"calendar\"]");
        }
    }
}
