package io.b24mirror.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A token or password on its way through the service. It never shows in a log: [#toString()] hides it.
///
/// Two secrets are compared by [#hasDigest(String)] alone, which takes the same time whatever differs; `equals` is that
/// of [Object] on purpose.
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /// Wraps a secret text.
    ///
    /// @throws IllegalArgumentException
    ///             if it is empty
    public static Secret of(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("A secret must not be empty");
        }
        return new Secret(value);
    }

    /// The text itself, for the one place that sends or seals it.
    public String reveal() {
        return value;
    }

    /// SHA-256 in lower-case hexadecimal: what is stored of a secret that only has to be recognised again.
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// Checks, in constant time, whether this is the secret with that digest.
    public boolean hasDigest(String digest) {
        return MessageDigest.isEqual(digest().getBytes(UTF_8), digest.getBytes(UTF_8));
    }

    /// Checks whether this is one of the secrets with those digests; takes the same time for each of them.
    public boolean isOneOf(Collection<String> digests) {
        boolean found = false;
        for (var digest : digests) {
            found |= hasDigest(digest);
        }
        return found;
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
