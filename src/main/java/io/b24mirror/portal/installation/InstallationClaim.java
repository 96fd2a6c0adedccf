package io.b24mirror.portal.installation;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.secret.Secret;

/// The claims of an `ONAPPINSTALL` post, or of the installer page. None of them is trusted before the authorization
/// server has confirmed it.
///
/// @param domain
///            a host name of the portal, of which it may have several; absent where the claim names none that is usable
/// @param clientEndpoint
///            absent on installer pages; the portal is called where the authorization server says
/// @param serverEndpoint
///            absent on installer pages of older portals, so that every configured authorization server is asked
/// @param userId
///            absent in posts that follow the documentation to the letter
/// @param applicationToken
///            absent on installer pages of older portals
/// @param eventAt
///            when the portal sent it, by its own clock; absent where it does not say, as on installer pages
/// @param source
///            the address that posted it; absent if it is not known any more
/// @param data
///            secret-free JSON of the event's `data`, kept for the delivery log
public record InstallationClaim(MemberId memberId, @Nullable String domain, @Nullable URI clientEndpoint,
        @Nullable URI serverEndpoint, Secret accessToken, Secret refreshToken, Instant expiresAt, @Nullable Long userId,
        @Nullable Secret applicationToken, @Nullable String appStatus, @Nullable String scope,
        @Nullable Long eventHandlerId, @Nullable Instant eventAt, Instant receivedAt, @Nullable ClientAddress source,
        @Nullable String data) {

    VerificationRequest verification() {
        return new VerificationRequest(memberId, domain, serverEndpoint, accessToken, userId);
    }
}
