package io.b24mirror.intake;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where portals send their events.
///
/// @param publicUrl
///            base under which Bitrix24 reaches the service; checked where the portals are configured
@ConfigurationProperties("b24")
public record HandlerUrl(@Nullable URI publicUrl) {
    /// The handler URL, the same for every event.
    ///
    /// @throws IllegalStateException
    ///             in webhook mode, where nobody needs it and it may be unset
    public String url() {
        if (publicUrl == null) {
            throw new IllegalStateException("B24_PUBLIC_URL is needed to subscribe to events");
        }
        var base = publicUrl.toString();
        return (base.endsWith("/") ? base : base + "/") + "bitrix24/events";
    }
}
