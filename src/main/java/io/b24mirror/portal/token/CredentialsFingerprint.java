package io.b24mirror.portal.token;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalProperties;
import io.b24mirror.portal.PortalProperties.Webhook;
import io.b24mirror.secret.ContentSealer;
import io.b24mirror.secret.Secret;

/// Recognizes whether the configured credentials have changed: `B24_CLIENT_ID`, `B24_CLIENT_SECRET` and the incoming
/// webhooks. Callers store a sealed digest of them, never the credentials.
@Component
public class CredentialsFingerprint {
    private static final String PURPOSE = "b24-mirror configured credentials";

    private final Secret digest;
    private final ContentSealer sealer;

    CredentialsFingerprint(PortalProperties properties, ContentSealer sealer) {
        this.sealer = sealer;
        digest = Secret.of(Secret.of(text(properties)).digest());
    }

    private static String text(PortalProperties properties) {
        var app = Stream.of(String.valueOf(properties.clientId()), revealed(properties.clientSecret()));
        var webhooks = properties.webhooks().stream().map(Webhook::restUrl).map(CredentialsFingerprint::revealed);
        return Stream.concat(app, webhooks).collect(Collectors.joining("\n"));
    }

    private static String revealed(@Nullable Secret secret) {
        return secret == null ? "" : secret.reveal();
    }

    /// Seals their digest, for the caller to store.
    public byte[] seal() {
        return sealer.seal(digest.reveal().getBytes(StandardCharsets.UTF_8), PURPOSE);
    }

    /// Checks whether a stored digest is that of the configured credentials. One that no key opens is not.
    public boolean areThoseOf(byte[] remembered) {
        return sealer.open(remembered, PURPOSE)
                .map(known -> Secret.of(new String(known, StandardCharsets.UTF_8)))
                .filter(known -> known.hasDigest(digest.digest()))
                .isPresent();
    }
}
