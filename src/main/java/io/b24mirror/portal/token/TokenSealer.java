package io.b24mirror.portal.token;

import java.security.GeneralSecurityException;

import com.google.crypto.tink.Aead;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Secret;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Seals tokens before they are stored, and opens them. A sealed token opens only for the portal and user it was
/// sealed for, so that a row copied over another one is of no use.
@Component
public class TokenSealer {
    /// Seals the tokens of a claim, whose user may not be known yet.
    public static final long CLAIMANT = 0;

    private final Aead aead;

    TokenSealer(Aead aead) {
        this.aead = aead;
    }

    public byte[] seal(Secret secret, MemberId memberId, long userId) {
        try {
            return aead.encrypt(secret.reveal().getBytes(UTF_8), context(memberId, userId));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not seal a token of portal " + memberId, e);
        }
    }

    byte @Nullable [] sealNullable(@Nullable Secret secret, MemberId memberId, long userId) {
        return secret == null ? null : seal(secret, memberId, userId);
    }

    public Secret open(byte[] sealed, MemberId memberId, long userId) {
        try {
            return Secret.of(new String(aead.decrypt(sealed, context(memberId, userId)), UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException(memberId, e);
        }
    }

    private static byte[] context(MemberId memberId, long userId) {
        return (memberId + "\n" + userId).getBytes(UTF_8);
    }
}
