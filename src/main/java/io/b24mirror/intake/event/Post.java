package io.b24mirror.intake.event;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.portal.installation.InstallationClaim;

import static io.b24mirror.intake.event.ClaimFields.endpoint;
import static io.b24mirror.intake.event.ClaimFields.required;
import static io.b24mirror.intake.event.ClaimFields.text;
import static io.b24mirror.intake.event.ClaimFields.token;

/// A posted event, by the way in which it is authenticated.
public sealed interface Post {

    /// The event as it was posted.
    PostedEvent event();

    /// Returns the post of an event.
    ///
    /// @throws io.b24mirror.intake.form.MalformedFormException
    ///             if it is an installation that lacks what is needed to verify it
    static Post of(PostedEvent event) {
        if (!event.code().equals(EventCatalog.INSTALL)) {
            return new Event(event);
        }
        var installation = new Installation(event);
        installation.claim("{}");
        return installation;
    }

    /// An event that is authentic if it brings an application token of its portal.
    record Event(PostedEvent event) implements Post {

        /// Returns whether later events of the portal are no longer authentic.
        public boolean isUninstallation() {
            return event.code().equals(EventCatalog.UNINSTALL);
        }
    }

    /// An installation. It brings the application token by which all other events are authenticated, so only Bitrix24
    /// can verify it.
    record Installation(PostedEvent event) implements Post {

        /// Returns the claim that Bitrix24 is asked to confirm.
        ///
        /// @param data
        ///            the event's data as JSON
        public InstallationClaim claim(String data) {
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
            var host = ClaimFields.host(text(auth.domain(), "auth.domain"));
            return host == null || host.equalsIgnoreCase(server.getHost()) ? null : host;
        }
    }
}
