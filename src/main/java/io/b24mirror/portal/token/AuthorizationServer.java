package io.b24mirror.portal.token;

import java.net.URI;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Secret;

/// Calls Bitrix24's authorization server. The room that speaks HTTP implements it.
///
/// Claims are decided by its answers, never by those of the portal's own host, which could be forged. The client secret
/// goes only to it.
public interface AuthorizationServer {

    /// Asks `app.info` whose token this is.
    ///
    /// @param serverEndpoint
    ///            an allow-listed `https://oauth…/rest/`
    Answer<AppInfo> appInfo(URI serverEndpoint, Secret accessToken);

    /// Exchanges a refresh token, which can be used once, for a new pair of tokens.
    Answer<TokenPair> renew(URI serverEndpoint, Secret refreshToken);

    /// Asks the portal itself, by `profile`, whether the token's user is an administrator of it. The only call that
    /// goes to a portal; the authorization server does not know.
    ///
    /// @param clientEndpoint
    ///            the portal's address as the authorization server gave it
    Answer<Boolean> isAdministrator(MemberId memberId, URI clientEndpoint, Secret accessToken);

    /// The outcome of a call.
    sealed interface Answer<T> {

        /// The server answered.
        record Given<T>(T value) implements Answer<T> {}

        /// The server refuses, and would refuse again.
        ///
        /// @param code
        ///            Bitrix24's error code, for example `invalid_grant`
        record Refused<T>(String code) implements Answer<T> {}

        /// The server refuses until a person changes the configuration or pays. The token itself may be good.
        ///
        /// @param reason
        ///            Bitrix24's error code, and what helps
        record Blocked<T>(String reason) implements Answer<T> {}

        /// There is no usable answer; a later attempt may succeed.
        record Unavailable<T>(String reason) implements Answer<T> {}
    }

    /// Whose token it is: `client_id`, `user_id` and the `install` block of `app.info`.
    ///
    /// @param domain
    ///            one of the portal's host names, not necessarily that of its client endpoint
    /// @param isInstalled
    ///            whether the installation is finished; before that the portal sends no events
    record AppInfo(String clientId, String memberId, String domain, URI clientEndpoint, String status, String scope,
            @Nullable Long userId, boolean isInstalled) {}

    /// A new pair of tokens.
    record TokenPair(Secret accessToken, Secret refreshToken, Instant expiresAt) {}
}
