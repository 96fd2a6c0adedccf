package io.b24mirror.intake.receiver;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.event.ClaimFields;
import io.b24mirror.intake.event.EventAuth;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.intake.event.Reception;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.portal.InstallationClaim;
import io.b24mirror.portal.Installations;

/// Takes `ONAPPINSTALL` to where installations are verified. It brings the application token that all other events are
/// judged by, so nothing here can tell whether it is authentic.
@Component
class InstallationEvents {
    private static final int MAX_DATA = 8_000;

    private final Installations installations;
    private final JsonMapper json;

    InstallationEvents(Installations installations, JsonMapper json) {
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
        var server = ClaimFields.endpoint(auth.serverEndpoint(), "auth.server_endpoint");
        return new InstallationClaim(event.memberId(), domain(auth, server),
                ClaimFields.endpoint(auth.clientEndpoint(), "auth.client_endpoint"), server,
                ClaimFields.token(auth.accessToken(), "auth.access_token"),
                ClaimFields.token(auth.refreshToken(), "auth.refresh_token"),
                ClaimFields.required(auth.expiresAt(), "auth.expires_in"), auth.userId(), auth.applicationToken(),
                ClaimFields.text(auth.status(), "auth.status"), ClaimFields.text(auth.scope(), "auth.scope"),
                event.eventHandlerId(),
                event.eventAt(), event.receivedAt(), event.source(), data);
    }

    /// The host of the request in which the portal was changed: one of its names, none at all, or by mistake the
    /// authorization server's.
    private static @Nullable String domain(EventAuth auth, URI server) {
        var host = ClaimFields.host(ClaimFields.text(auth.domain(), "auth.domain"));
        return host == null || host.equalsIgnoreCase(server.getHost()) ? null : host;
    }
}
