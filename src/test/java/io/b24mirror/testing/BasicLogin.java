package io.b24mirror.testing;

import java.util.Base64;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The header `Authorization` of HTTP Basic.
public final class BasicLogin {
    private BasicLogin() {}

    /// Its value for a user.
    public static String of(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
