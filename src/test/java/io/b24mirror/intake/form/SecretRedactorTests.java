package io.b24mirror.intake.form;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class SecretRedactorTests {

    private static final String TOKEN = "51856fefc120afa4b628cc82d3935cce";

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "refresh_token", "application_token", "AUTH_ID", "auth_id", "REFRESH_ID",
            "token", "TOKEN", "APPLICATION_TOKEN", "client_secret", "myTokens", "Secrets", "user_password", "PASSWD",
            "x-api_key", "Authorization"})
    void removesWhatIsNamedASecret(String name) {
        assertThat(cleaned(Map.of(name, "x", "ID", "7"))).isEqualTo(Map.of(name, "[removed]", "ID", "7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID", "AUTHOR_ID", "auth", "member_id", "MY_AUTH_ID", "key", "pass"})
    void keepsWhatIsNot(String name) {
        assertThat(cleaned(Map.of(name, "x"))).isEqualTo(Map.of(name, "x"));
    }

    @Test
    void looksIntoEveryBranch() {
        var data = Map.of("FIELDS", Map.of("ITEMS", List.of(Map.of("token", "x"), Map.of("ID", "7"))));

        assertThat(cleaned(data)).isEqualTo(
                Map.of("FIELDS", Map.of("ITEMS", List.of(Map.of("token", "[removed]"), Map.of("ID", "7")))));
    }

    @Test
    void removesAllBelowASecretName() {
        assertThat(cleaned(Map.of("token", Map.of("value", "x")))).isEqualTo(Map.of("token", "[removed]"));
    }

    @Test
    void removesTextThatEqualsASecret() {
        assertThat(cleaned(Map.of("a", "short", "b", "shorter", "c", TOKEN), "short", TOKEN))
                .isEqualTo(Map.of("a", "[removed]", "b", "shorter", "c", "[removed]"));
    }

    @Test
    void removesTextThatContainsALongSecret() {
        assertThat(cleaned(Map.of("url", "https://x/?t=" + TOKEN + "&y", "end", "x" + TOKEN), TOKEN))
                .isEqualTo(Map.of("url", "[removed]", "end", "[removed]"));
    }

    @Test
    void takesSixteenCharactersForLong() {
        var data = Map.of("a", "<123456789012345>", "b", "<abcdefghijklmnop>");

        assertThat(cleaned(data, "123456789012345", "abcdefghijklmnop"))
                .isEqualTo(Map.of("a", "<123456789012345>", "b", "[removed]"));
    }

    @Test
    void removesTheBeginningOfALongSecret() {
        assertThat(cleaned(Map.of("a", TOKEN.substring(0, 16), "b", TOKEN.substring(0, 15)), TOKEN))
                .isEqualTo(Map.of("a", "[removed]", "b", TOKEN.substring(0, 15)));
    }

    @Test
    void removesKeyThatHoldsASecret() {
        assertThat(cleaned(Map.of("is-" + TOKEN, Map.of("a", "b")), TOKEN)).isEqualTo(Map.of("[removed]", "[removed]"));
    }

    @Test
    void takesEmptyTextForNoSecret() {
        assertThat(cleaned(Map.of("a", ""), "")).isEqualTo(Map.of("a", ""));
    }

    @Test
    void leavesTheOriginalAlone() {
        var data = decode(Map.of("token", "x"));

        SecretRedactor.redact(data, Set.of());

        assertThat(data.text("token")).isEqualTo("x");
    }

    /// A naive search compares 20,000 characters at each place for the first secret; ours looks at every place for
    /// the second.
    @ParameterizedTest
    @ValueSource(ints = {20_000, 15})
    void isNotSlowedDownBySecretsOfTheAttacker(int repetitions) {
        var data = decode(Map.of("a", "a".repeat(40_000)));
        var secrets = Set.of("a".repeat(repetitions) + "b");

        assertTimeoutPreemptively(ofSeconds(10), () -> {
            for (int run = 0; run < 100; run++) {
                SecretRedactor.redact(data, secrets);
            }
        });
    }

    private static Object cleaned(Map<String, ?> data, String... secretValues) {
        return SecretRedactor.redact(decode(data), Set.of(secretValues)).toPlain();
    }

    private static FormTree.Branch decode(Map<String, ?> data) {
        return FormDecoder.decode(FormEncoder.encode(data).getBytes(StandardCharsets.US_ASCII));
    }
}
