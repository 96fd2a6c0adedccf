package io.b24mirror.intake;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.InstallationClaim;
import io.b24mirror.portal.Installations;

import static java.util.Objects.requireNonNullElse;

/// Takes `ONAPPINSTALL` to where installations are verified. It brings the application token that all other events are
/// judged by, so nothing here can tell whether it is authentic.
@Component
class InstallationEvents {
    private final Installations installations;
    private final JsonMapper json;

    InstallationEvents(Installations installations, JsonMapper json) {
        this.installations = installations;
        this.json = json;
    }

    Reception receive(PostedEvent event) {
        return receive(claim(event));
    }

    Reception receive(InstallationClaim claim) {
        return switch (installations.claim(claim)) {
            case TAKEN -> Reception.ACCEPTED;
            case REFUSED -> Reception.NOT_AUTHENTIC;
            case TOO_MANY -> Reception.UNAVAILABLE;
        };
    }

    /// Refuses an installation that lacks what is needed to verify it. Asks nobody.
    ///
    /// @throws MalformedFormException
    ///             if something is missing
    static void requireComplete(PostedEvent event) {
        if (event.code().equals(EventCatalog.INSTALL)) {
            claim(event, "{}");
        }
    }

    private InstallationClaim claim(PostedEvent event) {
        return claim(event, json.writeValueAsString(event.data()));
    }

    private static InstallationClaim claim(PostedEvent event, String data) {
        var auth = event.auth();
        var server = endpoint(auth.serverEndpoint(), "auth.server_endpoint");
        return new InstallationClaim(event.memberId(), domain(auth, server),
                endpoint(auth.clientEndpoint(), "auth.client_endpoint"), server,
                required(auth.accessToken(), "auth.access_token"), required(auth.refreshToken(), "auth.refresh_token"),
                required(auth.expiresAt(), "auth.expires_in"), auth.userId(), auth.applicationToken(), auth.status(),
                auth.scope(), event.eventHandlerId(), requireNonNullElse(event.eventAt(), event.receivedAt()),
                event.receivedAt(), data);
    }

    /// The host of the request in which the portal was changed: one of its names, none at all, or by mistake the
    /// authorization server's.
    private static @Nullable String domain(EventAuth auth, URI server) {
        var host = HostName.read(auth.domain());
        return host == null || host.equalsIgnoreCase(server.getHost()) ? null : host;
    }

    private static <T> T required(@Nullable T value, String name) {
        if (value == null) {
            throw new MalformedFormException("An installation needs " + name);
        }
        return value;
    }

    static URI endpoint(@Nullable String text, String name) {
        try {
            var uri = new URI(required(text, name));
            if (uri.getHost() != null && uri.getScheme() != null && uri.getRawPath() != null
                    && uri.getRawPath().endsWith("/")) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // answered below like every other text that is no address
        }
        throw new MalformedFormException(name + " must be a URL that ends in a slash");
    }
}
