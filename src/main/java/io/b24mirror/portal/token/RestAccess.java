package io.b24mirror.portal.token;

import java.net.URI;
import java.time.Instant;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Secret;

/// How a portal's REST methods are called at this moment.
public sealed interface RestAccess {

    /// With a user's OAuth token, which goes into the `Authorization` header.
    ///
    /// @param endpoint
    ///            the verified `https://portal/rest/`
    /// @param expiresAt
    ///            when the token expires, by the expiry that came with it
    record ByToken(MemberId memberId, URI endpoint, Secret accessToken, long userId,
            Instant expiresAt) implements RestAccess {}

    /// By an incoming webhook, whose URL is the credential.
    ///
    /// @param url
    ///            `https://portal/rest/1/secret/`, ending in a slash
    /// @param setting
    ///            the variable that holds it, for example `B24_WEBHOOKS_0_REST_URL`
    record ByWebhook(MemberId memberId, Secret url, long userId, String setting) implements RestAccess {}

    /// Not at all: the portal is not active, or nothing that it gave us opens it any more.
    ///
    /// @param reason
    ///            fit for a log and an operator
    record None(String reason) implements RestAccess {}

    /// Not as that user: there is no usable token, or the portal refuses the user. Other identities may call it.
    ///
    /// @param reason
    ///            fit for a log and an operator
    record NotAsUser(String reason) implements RestAccess {}

    /// Not now: an operator has suspended the portal.
    record Suspended() implements RestAccess {}
}
