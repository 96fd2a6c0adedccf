package io.b24mirror.portal;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.secret.Secret;
import io.b24mirror.settings.InvalidSettingException;

/// The app, its authorization servers, and the portals served without an app.
///
/// @param publicUrl
///            base under which Bitrix24 reaches the service
/// @param clientId
///            OAuth client id of the app; unset in webhook mode
/// @param clientSecret
///            OAuth client secret of the app
/// @param encryptionKeyset
///            Tink AEAD keyset: JSON, base64 of it, or `file:` and a path
/// @param oauthServers
///            base URLs of the authorization servers that may be asked
/// @param portalHosts
///            host patterns that may be called as a portal
/// @param allowInsecureHttp
///            whether `http://` portals and authorization servers may be called
/// @param retentionClaims
///            age at which decided claims of installations are deleted
/// @param webhooks
///            portals served by an outgoing and an incoming webhook
@ConfigurationProperties("b24")
public record PortalProperties(@Nullable URI publicUrl, @Nullable String clientId, @Nullable Secret clientSecret,
        @Nullable Secret encryptionKeyset,
        @DefaultValue({
                "https://oauth.bitrix.info", "https://oauth.bitrix24.tech"}) List<URI> oauthServers,
        @DefaultValue("*") List<String> portalHosts, @DefaultValue("false") boolean allowInsecureHttp,
        @DefaultValue("P30D") Duration retentionClaims, @DefaultValue List<Webhook> webhooks) {
    /// One portal in webhook mode.
    ///
    /// @param applicationToken
    ///            token of the outgoing webhook
    /// @param restUrl
    ///            incoming webhook URL, `https://portal/rest/1/secret/`
    /// @param memberId
    ///            the portal's identity; learned from its first event where unset
    public record Webhook(Secret applicationToken, Secret restUrl, @Nullable String memberId) {}

    public PortalProperties {
        clientId = clientId == null || clientId.isBlank() ? null : clientId;
        new PortalSettingsCheck(clientId, clientSecret, publicUrl, encryptionKeyset, oauthServers, portalHosts,
                allowInsecureHttp, webhooks).run();
        InvalidSettingException.requireDays("B24_RETENTION_CLAIMS", retentionClaims);
    }

    public boolean appMode() {
        return clientId != null;
    }
}
