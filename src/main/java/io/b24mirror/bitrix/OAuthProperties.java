package io.b24mirror.bitrix;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.b24mirror.secret.Secret;

/// The app's OAuth credentials, as the authorization server wants to see them.
///
/// @param clientId
///            absent in webhook mode
/// @param clientSecret
///            goes to the authorization server only, never to a portal
@ConfigurationProperties("b24")
record OAuthProperties(@Nullable String clientId, @Nullable Secret clientSecret) {
    OAuthProperties {
        clientId = clientId == null || clientId.isBlank() ? null : clientId;
    }
}
