package io.b24mirror.intake;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/// The URL to which portals send their events.
///
/// @param publicUrl
///            base URL under which Bitrix24 reaches the service; the settings of the portals check it
@ConfigurationProperties("b24")
public record HandlerUrl(@Nullable URI publicUrl) {
    /// Returns the handler URL, the same for every event.
    ///
    /// @throws IllegalStateException
    ///             in webhook mode, which does not need the URL and allows it to be unset
    public String url() {
        if (publicUrl == null) {
            throw new IllegalStateException("B24_PUBLIC_URL is needed to subscribe to events");
        }
        var base = publicUrl.toString();
        return (base.endsWith("/") ? base : base + "/") + "bitrix24/events";
    }
}
