package io.b24mirror.access.login;

import java.time.Duration;

import org.springframework.security.core.AuthenticationException;

/// A login was refused without a look at its password.
public final class TooManyLoginsException extends AuthenticationException {
    private final long seconds;

    TooManyLoginsException(Duration pause) {
        super("Too many logins have failed");
        seconds = Math.max(1, pause.plusMillis(999).toSeconds());
    }

    /// For `Retry-After`.
    public long seconds() {
        return seconds;
    }
}
