package io.b24mirror.secret;

import java.security.GeneralSecurityException;
import java.util.Optional;

import com.google.crypto.tink.Aead;

import org.springframework.stereotype.Service;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Seals what holds secrets and has to lie on a disk of ours for a while, with the keys of `B24_ENCRYPTION_KEYSET`.
@Service
public class ContentSealer {
    private final Aead aead;

    public ContentSealer(Aead aead) {
        this.aead = aead;
    }

    /// Seals bytes so that they open for the same purpose only.
    ///
    /// @param purpose
    ///            where they lie; it is no secret, and not part of the result
    public byte[] seal(byte[] content, String purpose) {
        try {
            return aead.encrypt(content, purpose.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Could not seal for " + purpose, e);
        }
    }

    /// Opens what was sealed for that purpose; empty if it was sealed by other keys or for another purpose, or has
    /// changed since.
    public Optional<byte[]> open(byte[] sealed, String purpose) {
        try {
            return Optional.of(aead.decrypt(sealed, purpose.getBytes(UTF_8)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }
}
