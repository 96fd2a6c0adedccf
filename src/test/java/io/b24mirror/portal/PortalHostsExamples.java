package io.b24mirror.portal;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.b24mirror.secret.Secret;

/// The rules for addresses under some settings, for the tests of the room that calls them.
public final class PortalHostsExamples {
    private PortalHostsExamples() {}

    /// `B24_PORTAL_HOSTS` as given, and the authorization server `https://oauth.example`.
    public static PortalHosts allowing(boolean insecureHttp, String... patterns) {
        return of(new PortalProperties(URI.create("https://b24.example.com"), "app", Secret.of("secret"),
                Secret.of("keyset"), List.of(URI.create("https://oauth.example")), List.of(patterns), insecureHttp,
                Duration.ofDays(30), List.of()));
    }

    /// Those of these settings.
    public static PortalHosts of(PortalProperties properties) {
        return new PortalHosts(properties);
    }
}
