package io.b24mirror.portal;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.PortalProperties.Webhook;
import io.b24mirror.secret.Secret;
import io.b24mirror.settings.InvalidSettingException;

/// Says in one line which variable to change before the service starts with settings that cannot work.
record PortalSettingsCheck(@Nullable String clientId, @Nullable Secret clientSecret, @Nullable URI publicUrl,
        @Nullable Secret encryptionKeyset, List<URI> oauthServers, List<String> portalHosts,
        boolean allowInsecureHttp, List<Webhook> webhooks) {
    private static final Pattern NO_HOST = Pattern.compile("[/?#@]|\\S\\s+\\S");
    private static final Pattern MEMBER_ID = Pattern.compile("[0-9A-Fa-f]{32}");

    void run() {
        require(encryptionKeyset != null, "B24_ENCRYPTION_KEYSET",
                "is missing: run the command `keyset` and set what it prints");
        require(clientId != null || !webhooks.isEmpty(), "B24_CLIENT_ID",
                "is missing: set the app's OAuth credentials, or B24_WEBHOOKS_0_APPLICATION_TOKEN and "
                        + "B24_WEBHOOKS_0_REST_URL for webhook mode");
        if (clientId != null) {
            require(clientSecret != null, "B24_CLIENT_SECRET", "is missing: it belongs to B24_CLIENT_ID");
            require(publicUrl != null, "B24_PUBLIC_URL",
                    "is missing: set the base URL under which Bitrix24 reaches this service");
        }
        if (publicUrl != null) {
            requireHttpUrl(publicUrl, "B24_PUBLIC_URL", true);
        }
        require(!oauthServers.isEmpty(), "B24_OAUTH_SERVERS", "must name at least one authorization server");
        oauthServers.forEach(server -> requireHttpUrl(server, "B24_OAUTH_SERVERS", allowInsecureHttp));
        require(portalHosts.stream().noneMatch(NO_HOST.asPredicate()), "B24_PORTAL_HOSTS",
                "must be host names or patterns such as *.bitrix24.com, without https:// and path");
        for (int i = 0; i < webhooks.size(); i++) {
            check(webhooks.get(i), "B24_WEBHOOKS_" + i);
        }
    }

    @SuppressWarnings("NullAway") // an unset element of a bound list is null, whatever its type says
    private void check(Webhook webhook, String prefix) {
        require(webhook.applicationToken() != null, prefix + "_APPLICATION_TOKEN",
                "is missing: copy it from the outgoing webhook's form");
        require(webhook.restUrl() != null, prefix + "_REST_URL",
                "is missing: set the incoming webhook's URL, https://portal/rest/1/secret/");
        require(WebhookUrl.isValid(webhook.restUrl(), allowInsecureHttp), prefix + "_REST_URL",
                "must be an incoming webhook's URL of the form https://portal/rest/1/secret/");
        require(webhook.memberId() == null || MEMBER_ID.matcher(webhook.memberId()).matches(), prefix + "_MEMBER_ID",
                "is not a member_id: it has 32 hexadecimal digits");
    }

    private static void requireHttpUrl(URI url, String variable, boolean allowHttp) {
        boolean usable = url.getHost() != null
                && ("https".equals(url.getScheme()) || (allowHttp && "http".equals(url.getScheme())));
        require(usable, variable, "must be " + (allowHttp ? "an http:// or https://" : "an https://") + " URL"
                + (allowHttp ? "" : ", or set B24_ALLOW_INSECURE_HTTP=true"));
    }

    private static void require(boolean condition, String variable, String problem) {
        if (!condition) {
            throw new InvalidSettingException(variable, problem);
        }
    }
}
