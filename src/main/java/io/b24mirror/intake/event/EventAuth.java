package io.b24mirror.intake.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.b24mirror.secret.Secret;

/// The `auth` part of an event. Besides the application token everything may be missing: events that no user caused
/// carry no tokens, and the addresses are only what the sender says.
public record EventAuth(@Nullable Secret applicationToken, @Nullable Secret accessToken, @Nullable Secret refreshToken,
        @Nullable Instant expiresAt, @Nullable Long userId, @Nullable String domain, @Nullable String clientEndpoint,
        @Nullable String serverEndpoint, @Nullable String status, @Nullable String scope) {}
