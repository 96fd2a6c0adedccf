package io.b24mirror.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.b24mirror.settings.InvalidSettingException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretsTests {
    private static final Secret TOKEN = Secret.of("51856fefc120afa4b628cc82d3935cce");
    private static final byte[] CONTENT = {1, 2, 3};

    private final String base64 = Keyset.generate();
    private final String json = new String(Base64.getDecoder().decode(base64), UTF_8);

    @Test
    void hidesASecret() {
        assertThat(TOKEN).hasToString("[secret]");
        assertThat("%s %s".formatted(TOKEN, new InstallationTokens(TOKEN))).doesNotContain(TOKEN.reveal());
    }

    private record InstallationTokens(Secret access) {}

    @Test
    void knowsASecretByItsDigestAlone() {
        assertThat(TOKEN.digest()).hasSize(64).isEqualTo(Secret.of(TOKEN.reveal()).digest());
        assertThat(TOKEN.hasDigest(TOKEN.digest())).isTrue();
        assertThat(TOKEN.hasDigest(TOKEN.digest().substring(1))).isFalse();
        assertThat(TOKEN.hasDigest(Secret.of("another").digest())).isFalse();
        assertThat(TOKEN.hasDigest("")).isFalse();
    }

    @Test
    void takesNoEmptySecret() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(""));
    }

    @Test
    void readsAKeysetInEveryForm(@TempDir Path directory) throws IOException {
        var sealed = sealer(base64).seal(CONTENT, "test");
        var plain = Files.writeString(directory.resolve("keyset.json"), json + "\n");
        var encoded = Files.writeString(directory.resolve("keyset.txt"),
                Base64.getMimeEncoder().encodeToString(json.getBytes(UTF_8)) + "\n");

        for (var setting : new String[]{json, " " + json + "\n", base64 + "\n", "file:" + plain, "file:" + encoded}) {
            assertThat(sealer(setting).open(sealed, "test")).hasValue(CONTENT);
        }
        assertThat(base64).doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cr3t", "{\"s3cr3t\": 1}", "{s3cr3t", "czNjcjN0", "not base64: s3cr3t", "file:",
            "file:/", "file:\u0000"})
    void refusesWhatIsNoKeysetWithoutRepeatingIt(String setting) {
        assertThatThrownBy(() -> sealer(setting)).isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("B24_ENCRYPTION_KEYSET ")
                .hasMessageNotContaining("s3cr3t")
                .hasMessageNotContaining("czNjcjN0")
                .hasNoCause();
    }

    @Test
    void refusesAKeysetThatIsTruncated() {
        assertThatThrownBy(() -> sealer(json.substring(0, json.length() - 2)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageNotContaining(json.substring(40, 60));
    }

    private static ContentSealer sealer(String keyset) {
        return new ContentSealer(Keyset.read(Secret.of(keyset)).aead());
    }
}
