package io.b24mirror.portal.token;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.b24mirror.portal.PortalProperties;
import io.b24mirror.secret.ContentSealer;
import io.b24mirror.secret.Keyset;
import io.b24mirror.secret.Secret;

/// Credentials of a configuration, for tests of other rooms.
public final class TestCredentials {
    private static final String KEYSET = Keyset.generate();

    private TestCredentials() {}

    /// Those of an app with that client secret; all are sealed by the same keys.
    public static CredentialsFingerprint ofAppWith(String clientSecret) {
        var properties = new PortalProperties(URI.create("https://b24.example"), "app.test", Secret.of(clientSecret),
                Secret.of(KEYSET), List.of(URI.create("https://oauth.bitrix.info")), List.of("*"), false,
                Duration.ofDays(30), List.of());
        return new CredentialsFingerprint(properties, sealer());
    }

    /// A sealer with those keys.
    public static ContentSealer sealer() {
        return new ContentSealer(Keyset.read(Secret.of(KEYSET)).aead());
    }
}
