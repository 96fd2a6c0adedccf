package io.b24mirror.access.login;

import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A password from the settings, of which only hashes are kept.
final class LoginPassword {
    static final PasswordEncoder ENCODER = PasswordEncoderFactories.createDelegatingPasswordEncoder();

    private static final int MIN_LENGTH = 12;
    /// What bcrypt uses of a password.
    private static final int MAX_BYTES = 72;

    private final byte[] digest;
    private final @Nullable String encoded;

    private LoginPassword(byte[] digest, @Nullable String encoded) {
        this.digest = digest;
        this.encoded = encoded;
    }

    /// Takes the text unchanged. Spring binds settings by this method.
    public static LoginPassword of(String text) {
        return new LoginPassword(Hmac.of(text), hasUsableLength(text) ? ENCODER.encode(text) : null);
    }

    static boolean hasUsableLength(String text) {
        return text.strip().length() >= MIN_LENGTH && text.getBytes(UTF_8).length <= MAX_BYTES;
    }

    boolean isUsable() {
        return encoded != null;
    }

    boolean isSameAs(LoginPassword other) {
        return MessageDigest.isEqual(digest, other.digest);
    }

    /// The slow hash, against which logins are checked.
    String encoded() {
        if (encoded == null) {
            throw new IllegalStateException("The password is not usable");
        }
        return encoded;
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
