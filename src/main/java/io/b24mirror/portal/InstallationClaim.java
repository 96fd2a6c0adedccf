package io.b24mirror.portal;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What an `ONAPPINSTALL` post, or the installer page, says about itself: nothing of it is believed before the
/// authorization server confirmed it.
///
/// @param userId
///            absent in posts that follow the documentation to the letter
/// @param applicationToken
///            absent on installer pages of older portals
/// @param data
///            secret-free JSON of the event's `data`, kept for the delivery log
public record InstallationClaim(MemberId memberId, String domain, URI clientEndpoint, URI serverEndpoint,
        Secret accessToken, Secret refreshToken, Instant expiresAt, @Nullable Long userId,
        @Nullable Secret applicationToken, @Nullable String appStatus, @Nullable String scope,
        @Nullable Long eventHandlerId, Instant eventAt, Instant receivedAt, @Nullable String data) {}
