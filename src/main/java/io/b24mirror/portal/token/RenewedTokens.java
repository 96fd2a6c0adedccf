package io.b24mirror.portal.token;

import java.time.Instant;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.token.AuthorizationServer.TokenPair;
import io.b24mirror.secret.Secret;

/// A pair of tokens that the authorization server gave in exchange for an older pair, which is void from then on.
///
/// @param replacedAccess
///            digest of the older access token
/// @param usedRefresh
///            digest of the older refresh token
record RenewedTokens(MemberId memberId, long userId, String replacedAccess, String usedRefresh, Secret accessToken,
        Secret refreshToken, Instant expiresAt) {

    static RenewedTokens of(RestAccess.ByToken stale, Secret used, TokenPair pair) {
        return new RenewedTokens(stale.memberId(), stale.userId(), stale.accessToken().digest(), used.digest(),
                pair.accessToken(), pair.refreshToken(), pair.expiresAt());
    }

    Credential.Key key() {
        return new Credential.Key(memberId.value(), userId);
    }

    /// Checks whether that access still uses the replaced token.
    boolean replaces(RestAccess.ByToken access) {
        return access.accessToken().hasDigest(replacedAccess);
    }

    /// Returns the same access with the new token.
    RestAccess.ByToken at(RestAccess.ByToken replaced) {
        return new RestAccess.ByToken(memberId, replaced.endpoint(), accessToken, userId, expiresAt);
    }

    /// Writes the secrets in clear text, so the result has to be sealed at once.
    byte[] toBytes(JsonMapper json) {
        return json.writeValueAsBytes(Map.of("member_id", memberId.value(), "user_id", userId, "replaced_access",
                replacedAccess, "used_refresh", usedRefresh, "access_token", accessToken.reveal(), "refresh_token",
                refreshToken.reveal(), "expires_at", expiresAt.toString()));
    }

    static RenewedTokens ofBytes(byte[] bytes, JsonMapper json) {
        var tokens = json.readTree(bytes);
        return new RenewedTokens(new MemberId(tokens.path("member_id").asString()), tokens.path("user_id").asLong(),
                tokens.path("replaced_access").asString(), tokens.path("used_refresh").asString(),
                Secret.of(tokens.path("access_token").asString()), Secret.of(tokens.path("refresh_token").asString()),
                Instant.parse(tokens.path("expires_at").asString()));
    }
}
