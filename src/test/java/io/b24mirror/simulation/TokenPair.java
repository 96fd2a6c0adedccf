package io.b24mirror.simulation;

import java.time.Instant;

/// An access token with the refresh token that renews it, as handed out to the app for one user.
public record TokenPair(long userId, String accessToken, String refreshToken, Instant expiresAt) {}
