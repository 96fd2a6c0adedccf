package io.b24mirror.mirror.json;

import java.util.Set;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.json.ContentHash;
import io.b24mirror.mirror.json.RawRecord;

import static org.assertj.core.api.Assertions.assertThat;

class ContentHashTests {
    private final ContentHash hash = new ContentHash(Set.of("urlShow"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"a\": 1, \"b\": 2} | {\"b\": 2, \"a\": 1}",
            "{\"a\": 1, \"b\": 2.50} | {\"a\": \"1\", \"b\": \"2.5\"}", "{\"a\": [1, 2]} | {\"a\": [2, 1]}",
            "{\"a\": null, \"b\": [], \"c\": {}, \"d\": \"\", \"e\": false} | {}",
            "{\"f\": {\"1\": {\"urlShow\": \"x?ts=1\"}}} | {\"f\": {\"1\": {\"urlShow\": \"x?ts=2\"}}}"})
    void isTheSameWhereNothingWasChanged(String one, String other) {
        assertThat(hash.of(Samples.json(one))).isEqualTo(hash.of(Samples.json(other)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"a\": 1} | {\"a\": 2}", "{\"a\": 1} | {\"b\": 1}",
            "{\"a\": \"\"} | {\"a\": \" \"}", "{\"a\": false} | {\"a\": true}", "{\"a\": 0} | {}",
            "{\"a\": \"xb\"} | {\"a\": \"x\", \"b\": \"\"}",
            "[\"ab\", \"c\"] | [\"a\", \"bc\"]", "[[1], 2] | [[1, 2]]", "{\"a\": {\"b\": 1}} | {\"a\": {}, \"b\": 1}"})
    void differsWhereSomethingWasChanged(String one, String other) {
        assertThat(hash.of(Samples.json(one))).isNotEqualTo(hash.of(Samples.json(other)));
    }

    @Test
    void isASha256BehindTheNumberOfItsForm() {
        assertThat(hash.of(Samples.event())).matches("02[0-9a-f]{64}");
    }

    @Test
    void hashesWhatIsTheSameForEveryReaderBehindTheWhole() {
        var whole = Samples.json("{\"a\": 1, \"b\": 2}");
        var shared = Samples.json("{\"a\": 1}");

        assertThat(hash.of(whole, shared)).isEqualTo(hash.of(whole) + hash.of(shared).substring(2));
    }

    @Property(tries = 300)
    void neverThrows(@ForAll("trees") JsonNode record) {
        assertThat(hash.of(RawRecord.of(record))).hasSize(66);
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return AnyJson.trees();
    }
}
