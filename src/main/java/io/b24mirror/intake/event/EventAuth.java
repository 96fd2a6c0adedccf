package io.b24mirror.intake.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.b24mirror.secret.Secret;

/// The `auth` part of an event. Anything but the application token may be missing: events that no user caused carry no
/// tokens of a user. The addresses are only what the sender claims.
public record EventAuth(@Nullable Secret applicationToken, @Nullable Secret accessToken, @Nullable Secret refreshToken,
        @Nullable Instant expiresAt, @Nullable Long userId, @Nullable String domain, @Nullable String clientEndpoint,
        @Nullable String serverEndpoint, @Nullable String status, @Nullable String scope) {}
