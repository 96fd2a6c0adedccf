package io.b24mirror.simulation;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OfflineMethodsTests extends SimulationTest {

    @BeforeEach
    void bindOffline() {
        call("event.bind", "{'event':'onCrmTimelineCommentUpdate','event_type':'offline'}");
    }

    @Test
    void keepsOneRowForARecordThatChangedOften() {
        var id = portal.comments().add("deal", 5, 1, "x");
        portal.comments().update(id, "y");
        portal.comments().update(id, "z");
        var rows = call("event.offline.get", "{}").result().path("events");

        assertThat(rows.size()).isEqualTo(1);
        assertThat(rows.path(0).path("EVENT_NAME").asString()).isEqualTo("ONCRMTIMELINECOMMENTUPDATE");
        assertThat(rows.path(0).path("EVENT_DATA").path("FIELDS").path("ID").asString()).isEqualTo(Long.toString(id));
        assertThat(rows.path(0).path("EVENT_ADDITIONAL").path("user_id").asString()).isEqualTo("1");
        assertThat(call("event.offline.get", "{}").result().path("events").isEmpty()).isTrue();
    }

    @Test
    void reservesRowsUntilTheyAreCleared() {
        portal.comments().update(portal.comments().add("deal", 5, 1, "x"), "y");
        var reserved = call("event.offline.get", "{'clear':0}").result();
        var process = reserved.path("process_id").asString();
        var message = reserved.path("events").path(0).path("MESSAGE_ID").asString();

        assertThat(call("event.offline.get", "{'clear':0}").result().path("events").isEmpty()).isTrue();
        assertThat(call("event.offline.list", "{}").body().path("total").asInt()).isEqualTo(1);
        call("event.offline.clear", "{'process_id':'%s','message_id':['%s']}".formatted(process, message));
        assertThat(call("event.offline.list", "{}").body().path("total").asInt()).isZero();
    }

    @Test
    void showsFailedRowsWhenAskedForThem() {
        portal.comments().update(portal.comments().add("deal", 5, 1, "x"), "y");
        var reserved = call("event.offline.get", "{'clear':0}").result();
        var process = reserved.path("process_id").asString();
        call("event.offline.error", "{'process_id':'%s'}".formatted(process));

        assertThat(call("event.offline.get", "{'clear':0,'process_id':'%s'}".formatted(process)).result()
                .path("events")
                .isEmpty()).isTrue();
        assertThat(call("event.offline.get", "{'clear':0,'process_id':'%s','error':1}".formatted(process)).result()
                .path("events")
                .size()).isEqualTo(1);
    }

    @Test
    void ringsTheBellWithoutData() {
        bind("onOfflineEvent");
        portal.comments().update(portal.comments().add("deal", 5, 1, "x"), "y");

        assertThat(waiting()).singleElement().satisfies(event -> {
            assertThat(event.path("event").asString()).isEqualTo("ONOFFLINEEVENT");
            assertThat(event.has("data")).isFalse();
            assertThat(event.path("auth").has("refresh_token")).isTrue();
        });
    }

    @Test
    void reservesOnlyWithTheFeature() {
        portal.planIncludes("rest_offline_extended", false);

        assertThat(call("event.offline.get", "{'clear':0}").error()).isEqualTo("WRONG_LICENSE");
        assertThat(call("feature.get", "{'CODE':'rest_offline_extended'}").result().path("value").asString())
                .isEqualTo("N");
    }

    @Test
    void isForAdministratorsOnly() {
        var clara = portal.issueTokens(portal.users().add("Clara Chen"));

        assertThat(callAs(clara, "event.offline.list", "{}").error()).isEqualTo("ACCESS_DENIED");
    }
}
