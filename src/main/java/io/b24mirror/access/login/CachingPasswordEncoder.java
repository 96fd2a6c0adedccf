package io.b24mirror.access.login;

import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;

/// Checks a password against its slow hash once, and recognizes it by a keyed digest afterwards, since HTTP Basic
/// sends it with every request. It caches at most one password per hash, the correct one.
final class CachingPasswordEncoder implements PasswordEncoder {
    private final PasswordEncoder slow;
    private final Map<String, byte[]> right = new ConcurrentHashMap<>();

    CachingPasswordEncoder(PasswordEncoder slow) {
        this.slow = slow;
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
        return slow.encode(password);
    }

    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
        // bcrypt would use only the beginning
        if (password == null || encoded == null || !LoginPassword.hasUsableLength(password.toString())) {
            return false;
        }
        var digest = Hmac.of(password.toString());
        if (MessageDigest.isEqual(digest, right.get(encoded))) {
            return true;
        }
        if (!slow.matches(password, encoded)) {
            return false;
        }
        right.put(encoded, digest);
        return true;
    }
}
