package io.b24mirror.portal.token;

import org.junit.jupiter.api.Test;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Keyset;
import io.b24mirror.secret.Secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenSealerTests {
    private static final MemberId ACME = new MemberId("acme");
    private static final Secret TOKEN = Secret.of("51856fefc120afa4b628cc82d3935cce");

    private final String base64 = Keyset.generate();

    @Test
    void opensWhatItSealed() {
        var sealer = sealer(base64);
        var sealed = sealer.seal(TOKEN, ACME, 1);

        assertThat(sealer.open(sealed, ACME, 1).reveal()).isEqualTo(TOKEN.reveal());
        assertThat(new String(sealed, UTF_8)).doesNotContain(TOKEN.reveal());
        assertThat(sealer.seal(TOKEN, ACME, 1)).isNotEqualTo(sealed);
    }

    @Test
    void opensNothingForAnotherPortalOrUser() {
        var sealer = sealer(base64);
        var sealed = sealer.seal(TOKEN, ACME, 12);

        assertThatThrownBy(() -> sealer.open(sealed, ACME, 1)).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> sealer.open(sealed, new MemberId("acme2"), 12))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> sealer.open(sealed, new MemberId("acme-1"), 2))
                .isInstanceOf(SealBrokenException.class)
                .hasMessageContaining("acme-1", "B24_ENCRYPTION_KEYSET")
                .hasMessageNotContaining(TOKEN.reveal());
    }

    @Test
    void opensNothingThatWasChangedOrSealedByOtherKeys() {
        var sealed = sealer(base64).seal(TOKEN, ACME, 1);

        assertThatThrownBy(() -> sealer(Keyset.generate()).open(sealed, ACME, 1))
                .isInstanceOf(SealBrokenException.class);
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> sealer(base64).open(sealed, ACME, 1)).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> sealer(base64).open(new byte[0], ACME, 1)).isInstanceOf(SealBrokenException.class);
    }

    private static TokenSealer sealer(String keyset) {
        return new TokenSealer(Keyset.read(Secret.of(keyset)).aead());
    }
}
