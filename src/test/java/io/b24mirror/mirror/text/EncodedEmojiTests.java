package io.b24mirror.mirror.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.b24mirror.testing.Captures;

import static org.assertj.core.api.Assertions.assertThat;

class EncodedEmojiTests {

    @ParameterizedTest
    @MethodSource("captured")
    void readsWhatRealPortalsAnswer(JsonNode answer) {
        assertThat(EncodedEmoji.decode(answer.path("COMMENT").asString()))
                .isEqualTo(answer.path("must_read").asString());
    }

    static Iterable<JsonNode> captured() {
        return Captures.read("rest-22").path("answers").values();
    }

    @ParameterizedTest
    @CsvSource({"Hi :f09f918b:, Hi 👋", ":F09F918B:, 👋", ":f09F918b::f09f918b:, 👋👋", "::f09f918b::, :👋:",
            ":f09f918b:f09f918b:, 👋f09f918b:", ":deadbeef:f09f918b:, :deadbeef👋"})
    void decodesACharacterOfFourBytes(String text, String decoded) {
        assertThat(EncodedEmoji.decode(text)).isEqualTo(decoded);
    }

    /// No UTF-8, an overlong form, half a surrogate pair with a letter, beyond Unicode, four letters, two characters.
    @ParameterizedTest
    @ValueSource(strings = {":deadbeef:", ":f0808080:", ":eda08041:", ":f4908080:", ":41424344:", ":c3a4c3a4:",
            ":f09f918:", ":f09f918bb:", ":f09f918g:", "f09f918b:", ":f09f918b", "", ":", "::", "plain"})
    void leavesEverythingElse(String text) {
        assertThat(EncodedEmoji.decode(text)).isEqualTo(text);
    }

    @Test
    void hasNothingToDecodeWhereThereIsNoText() {
        assertThat(EncodedEmoji.decode(null)).isNull();
    }
}
