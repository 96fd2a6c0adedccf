package io.b24mirror.portal;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalProperties.Webhook;

/// Tells whether the credentials in the configuration are still those of another time: `B24_CLIENT_ID`,
/// `B24_CLIENT_SECRET` and the incoming webhooks. What is remembered of them is a digest, and that is sealed.
@Component
public class ConfiguredCredentials {
    private static final String PURPOSE = "b24-mirror configured credentials";

    private final Secret digest;
    private final ContentSealer sealer;

    ConfiguredCredentials(PortalProperties properties, ContentSealer sealer) {
        this.sealer = sealer;
        digest = Secret.of(Secret.of(text(properties)).digest());
    }

    private static String text(PortalProperties properties) {
        var app = Stream.of(String.valueOf(properties.clientId()), revealed(properties.clientSecret()));
        var webhooks = properties.webhooks().stream().map(Webhook::restUrl).map(ConfiguredCredentials::revealed);
        return Stream.concat(app, webhooks).collect(Collectors.joining("\n"));
    }

    private static String revealed(@Nullable Secret secret) {
        return secret == null ? "" : secret.reveal();
    }

    /// What to remember of them.
    public byte[] seal() {
        return sealer.seal(digest.reveal().getBytes(StandardCharsets.UTF_8), PURPOSE);
    }

    /// Whether they are those of which that was remembered. What no key opens any more is nothing that they are.
    public boolean areThoseOf(byte[] remembered) {
        return sealer.open(remembered, PURPOSE)
                .map(known -> Secret.of(new String(known, StandardCharsets.UTF_8)))
                .filter(known -> known.hasDigest(digest.digest()))
                .isPresent();
    }
}
