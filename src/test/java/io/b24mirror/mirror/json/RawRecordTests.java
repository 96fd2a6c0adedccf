package io.b24mirror.mirror.json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.json.RawRecord;

import static org.assertj.core.api.Assertions.assertThat;

class RawRecordTests {

    @Test
    void keepsARecordWhole() {
        assertThat(RawRecord.of(Samples.event())).isEqualTo(Samples.event());
        assertThat(RawRecord.of(Samples.section())).isEqualTo(Samples.section());
        assertThat(RawRecord.of(Samples.comment())).isEqualTo(Samples.comment());
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "SYNC_TOKEN", "clientSecret", "PASSWORD", "auth", "AUTH_ID"})
    void leavesOutWhatAKeyNamesASecret(String key) {
        var record = Samples.object("{\"a\": [{\"b\": 1}]}");
        ((ObjectNode) record.path("a").path(0)).put(key, "s6p6eclrvim6");

        assertThat(RawRecord.of(record)).isEqualTo(Samples.json("{\"a\": [{\"b\": 1}]}"));
    }

    @Test
    void leavesOutCredentialsInAddressesOnly() {
        var record = Samples.json("""
                {"urlShow": "https://acme/f?id=1&auth%5Baplogin%5D=1&auth%5Bap%5D=j28ecl&ncc=1",
                 "COMMENT": "see https://x/?auth=mine"}
                """);

        assertThat(RawRecord.of(record)).isEqualTo(Samples.json("""
                {"urlShow": "https://acme/f?id=1&auth%5Baplogin%5D=removed&auth%5Bap%5D=removed&ncc=1",
                 "COMMENT": "see https://x/?auth=mine"}
                """));
    }

    @Test
    void replacesWhatPostgresRefuses() {
        var nodes = JsonNodeFactory.instance;
        var record = nodes.objectNode().put("a\0", "b\0c\uD83D").put("d", "\uDE00e\uD83D\uDE00");

        assertThat(RawRecord.of(record)).isEqualTo(
                nodes.objectNode().put("a\uFFFD", "b\uFFFDc\uFFFD").put("d", "\uFFFDe\uD83D\uDE00"));
    }

    @Test
    void writesNumbersThatPostgresRefusesAsText() {
        var record = JsonNodeFactory.instance.objectNode().put("infinite", Double.POSITIVE_INFINITY).put("one", 1);

        assertThat(RawRecord.of(record)).isEqualTo(Samples.json("{\"infinite\": \"Infinity\", \"one\": 1}"));
    }
}
