package io.b24mirror.intake;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.portal.installation.InstallationClaim;
import io.b24mirror.portal.installation.InstallationClaims;
import io.b24mirror.secret.Secret;

/// Takes `ONAPPINSTALL` to where installations are verified. It brings the application token that all other events are
/// judged by, so nothing here can tell whether it is authentic.
@Component
class InstallationEvents {
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_TOKEN = 2_000;
    private static final int MAX_DATA = 8_000;

    private final InstallationClaims installations;
    private final JsonMapper json;

    InstallationEvents(InstallationClaims installations, JsonMapper json) {
        this.installations = installations;
        this.json = json;
    }

    /// Takes an installation that was posted just now.
    ///
    /// @return [Reception#UNAVAILABLE] if it has to wait
    Reception receive(PostedEvent event) {
        return receive(claim(event));
    }

    /// The same for an event that was answered before.
    void receiveAgain(PostedEvent event) {
        installations.claimAgain(claim(event));
    }

    Reception receive(InstallationClaim claim) {
        return switch (installations.claim(claim)) {
            case TAKEN -> Reception.ACCEPTED;
            case REFUSED -> Reception.NOT_AUTHENTIC;
            case TOO_MANY -> Reception.TOO_MANY;
            case NO_ROOM -> Reception.UNAVAILABLE;
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
        var data = json.writeValueAsString(event.data());
        return claim(event, data.length() > MAX_DATA ? "{}" : data);
    }

    private static InstallationClaim claim(PostedEvent event, String data) {
        var auth = event.auth();
        var server = endpoint(auth.serverEndpoint(), "auth.server_endpoint");
        return new InstallationClaim(event.memberId(), domain(auth, server),
                endpoint(auth.clientEndpoint(), "auth.client_endpoint"), server,
                token(auth.accessToken(), "auth.access_token"), token(auth.refreshToken(), "auth.refresh_token"),
                required(auth.expiresAt(), "auth.expires_in"), auth.userId(), auth.applicationToken(),
                text(auth.status(), "auth.status"), text(auth.scope(), "auth.scope"), event.eventHandlerId(),
                event.eventAt(), event.receivedAt(), event.source(), data);
    }

    /// The host of the request in which the portal was changed: one of its names, none at all, or by mistake the
    /// authorization server's.
    private static @Nullable String domain(EventAuth auth, URI server) {
        var host = HostName.read(text(auth.domain(), "auth.domain"));
        return host == null || host.equalsIgnoreCase(server.getHost()) ? null : host;
    }

    /// What is longer than anything that Bitrix24 writes is left out.
    ///
    /// @throws MalformedFormException
    ///             if it holds what no database stores
    static @Nullable String text(@Nullable String text, String name) {
        if (text != null && text.indexOf(0) >= 0) {
            throw new MalformedFormException(name + " must not hold a NUL character");
        }
        return text == null || text.length() > MAX_TEXT ? null : text;
    }

    static Secret token(@Nullable Secret token, String name) {
        var given = required(token, name);
        if (given.reveal().length() > MAX_TOKEN) {
            throw new MalformedFormException(name + " is too long");
        }
        return given;
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
            if (uri.toString().length() <= MAX_TEXT && uri.getHost() != null && uri.getScheme() != null
                    && uri.getRawPath() != null
                    && uri.getRawPath().endsWith("/")) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // answered below like every other text that is no address
        }
        throw new MalformedFormException(name + " must be a URL that ends in a slash");
    }
}
