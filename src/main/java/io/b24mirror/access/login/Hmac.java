package io.b24mirror.access.login;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import static java.nio.charset.StandardCharsets.UTF_8;

/// HMAC-SHA256 with a random key that never leaves this process: fast, and worthless outside of it.
final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecretKey KEY = newKey();

    private Hmac() {}

    static byte[] of(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(KEY);
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    private static SecretKey newKey() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, ALGORITHM);
    }
}
