package io.b24mirror.simulation;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Finds out who calls, from an access token or from the secret of an incoming webhook.
final class Authentication {

    private final Clock clock;
    private final App app;
    private final Tokens tokens;
    private final SimulatedUsers users;
    private final Map<Long, String> webhookSecrets = new ConcurrentHashMap<>();

    Authentication(Clock clock, App app, Tokens tokens, SimulatedUsers users) {
        this.clock = clock;
        this.app = app;
        this.tokens = tokens;
        this.users = users;
    }

    String webhookSecret(long userId) {
        return webhookSecrets.computeIfAbsent(userId, _ -> tokens.secret(16));
    }

    Caller webhook(long userId, String secret) {
        if (!secret.equals(webhookSecrets.get(userId))) {
            throw new RestError(401, "INVALID_CREDENTIALS", "Invalid request credentials");
        }
        return new Caller(active(userId), Caller.Kind.WEBHOOK);
    }

    Caller app(String token) {
        if (token.isEmpty()) {
            throw new RestError(401, "NO_AUTH_FOUND", "Wrong authorization data");
        }
        if (!app.isPresent()) {
            throw new RestError(401, "APPLICATION_NOT_FOUND", "Application not found");
        }
        var access = tokens.find(token)
                .orElseThrow(() -> new RestError(401, "invalid_token", "Unable to get application by token"));
        if (access.isExpiredAt(clock.instant())) {
            throw new RestError(401, "expired_token", "The access token provided has expired.");
        }
        return new Caller(active(access.userId()), Caller.Kind.APP);
    }

    private SimulatedUser active(long userId) {
        return users.find(userId)
                .filter(SimulatedUser::active)
                .orElseThrow(() -> new RestError(401, "authorization_error", "Unable to authorize user"));
    }
}
