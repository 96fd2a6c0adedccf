package io.b24mirror.bitrix.http;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.b24mirror.secret.Secret;

/// Settings of outbound connections.
///
/// @param httpProxy
///            `http://host:port` of a proxy; its URL may hold a password
@ConfigurationProperties("b24")
record OutboundProperties(@Nullable Secret httpProxy) {
    OutboundProperties {
        if (httpProxy != null) {
            OutboundProxy.of(httpProxy);
        }
    }

    @Nullable
    OutboundProxy proxy() {
        return httpProxy == null ? null : OutboundProxy.of(httpProxy);
    }
}
