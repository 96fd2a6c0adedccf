package io.b24mirror.offline;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class QueueRowTests {
    @Test
    void readsTheDocumentedAnswer() {
        var page = QueueRow.page(json("""
                {"process_id": "p1", "events": [{"ID": "7", "TIMESTAMP_X": "2024-12-19T15:00:00+03:00",
                    "EVENT_NAME": "onCrmTimelineCommentAdd", "EVENT_DATA": {"FIELDS": {"ID": 999}},
                    "EVENT_ADDITIONAL": {"user_id": "5"}, "MESSAGE_ID": "a1b2"}]}
                """), true);

        assertThat(page).containsExactly(new QueueRow("p1", "a1b2", 7L, "ONCRMTIMELINECOMMENTADD", 999L, 5L,
                Instant.parse("2024-12-19T12:00:00Z")));
    }

    @Test
    void isNotHeldWhereThePortalForgetsItAtOnce() {
        var page = QueueRow.page(json("""
                {"process_id": "p1", "events": [{"MESSAGE_ID": "a1b2"}]}
                """), false);

        assertThat(page.getFirst().isHeld()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"EVENT_NAME\": [], \"EVENT_DATA\": false}",
            "{\"EVENT_NAME\": \"ON X\", \"EVENT_DATA\": [], \"MESSAGE_ID\": {}}",
            "{\"EVENT_NAME\": \"ON\\u0000\", \"EVENT_DATA\": {\"id\": \"1e3\"}, \"MESSAGE_ID\": \"\\u0000\"}",
            "{\"ID\": \"99999999999999999999\", \"EVENT_DATA\": {\"id\": {\"id\": 1}}, \"TIMESTAMP_X\": 5}",
            "{\"ID\": -1, \"EVENT_ADDITIONAL\": \"x\", \"TIMESTAMP_X\": \"+999999999-01-01T00:00:00Z\"}"})
    void readsWhatMakesNoSenseAsAbsent(String row) {
        var page = QueueRow.page(json("{\"process_id\": [1], \"events\": [" + row + "]}"), true);

        assertThat(page).containsExactly(new QueueRow(null, null, null, "", null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "false", "[]", "{\"events\": 5}", "{\"events\": [null, 1, []]}"})
    void readsNoRowsWhereThereAreNone(String answer) {
        assertThat(QueueRow.page(json(answer), true)).isEmpty();
    }

    @Test
    void takesHeldRowsFromTheWholeQueue() {
        var held = QueueRow.held(json("""
                [{"MESSAGE_ID": "free", "PROCESS_ID": ""}, {"MESSAGE_ID": "held", "PROCESS_ID": "p1", "ERROR": "0"},
                 {"MESSAGE_ID": "failed", "PROCESS_ID": "p1", "ERROR": 1}, {"PROCESS_ID": "nameless"}]
                """));

        assertThat(held).extracting(QueueRow::messageId).containsExactly("held");
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }
}
