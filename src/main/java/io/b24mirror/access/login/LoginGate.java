package io.b24mirror.access.login;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

import io.b24mirror.access.login.FailedLogins.Who;
import io.b24mirror.ratelimit.ClientAddress;

/// Checks every login, by form or HTTP Basic. Passwords are checked one at a time: otherwise the slow hash would let
/// strangers take all processors from the intake of events, and many guesses at once would be counted too late.
final class LoginGate implements AuthenticationManager {
    static final String NOBODY = "nobody we know";
    private static final Duration TURN_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(LoginGate.class);

    private final AuthenticationManager passwords;
    private final FailedLogins failed;
    private final Set<String> users;
    private final Cache<Who, Boolean> logged = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final Counter wrong;
    private final Counter throttled;
    private final ReentrantLock turn = new ReentrantLock(true);

    LoginGate(AuthenticationManager passwords, FailedLogins failed, Set<String> users, MeterRegistry meters) {
        this.passwords = passwords;
        this.failed = failed;
        this.users = users;
        wrong = counter(meters, "wrong");
        throttled = counter(meters, "too_many");
    }

    private static Counter counter(MeterRegistry meters, String reason) {
        return Counter.builder("b24.logins.refused")
                .description("Logins to console and API that were refused: wrong, or too_many and not looked at")
                .tag("reason", reason)
                .register(meters);
    }

    @Override
    public Authentication authenticate(Authentication login) {
        await();
        try {
            return check(login, who(login));
        } finally {
            turn.unlock();
        }
    }

    private void await() {
        try {
            if (turn.tryLock(TURN_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throttled.increment();
        throw new TooManyLoginsException(TURN_TIMEOUT);
    }

    private Authentication check(Authentication login, Who who) {
        var pause = failed.pause(who);
        if (!pause.isZero()) {
            throttled.increment();
            throw new TooManyLoginsException(pause);
        }
        try {
            var known = passwords.authenticate(login);
            failed.succeeded(who);
            logLogin(who);
            return known;
        } catch (BadCredentialsException e) {
            logRefusal(who);
            throw e;
        }
    }

    /// HTTP Basic logs in with every request, for which one line an hour suffices.
    private void logLogin(Who who) {
        if (logged.asMap().putIfAbsent(who, true) == null) {
            log.info("User {} logged in from {}", who.user(), who.source());
        }
    }

    /// Logs the name only if it is that of a user, since people type their password into the wrong field.
    private void logRefusal(Who who) {
        var pause = failed.failed(who);
        wrong.increment();
        log.info("Refused a login as {} from {}: wrong password{}", who.user(), who.source(),
                pause.isZero() ? "" : "; it may try again in " + pause.toSeconds() + " s");
    }

    private Who who(Authentication login) {
        var source = login.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : null;
        return new Who(ClientAddress.of(source), users.contains(login.getName()) ? login.getName() : NOBODY);
    }
}
