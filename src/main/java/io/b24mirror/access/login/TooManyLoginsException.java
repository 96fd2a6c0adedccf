package io.b24mirror.access.login;

import java.time.Duration;

import org.springframework.security.core.AuthenticationException;

/// A login that was refused before its password was checked.
public final class TooManyLoginsException extends AuthenticationException {
    private final long seconds;

    TooManyLoginsException(Duration pause) {
        super("Too many logins have failed");
        seconds = Math.max(1, pause.plusMillis(999).toSeconds());
    }

    /// The value of `Retry-After`.
    public long seconds() {
        return seconds;
    }
}
