package io.b24mirror.bitrix.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Locale;

import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.HttpHost;
import org.jspecify.annotations.Nullable;

import io.b24mirror.secret.Secret;
import io.b24mirror.settings.InvalidSettingException;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The HTTP proxy for all outbound calls.
///
/// @param credentials
///            user and password, if the proxy wants them
record OutboundProxy(String host, int port, @Nullable Login credentials) {
    private record Login(String user, Secret password) {}

    /// Parses the setting, which may hold a password and so is never repeated in messages.
    static OutboundProxy of(Secret setting) {
        try {
            var url = new URI(setting.reveal());
            if (!isProxy(url)) {
                throw invalid();
            }
            return new OutboundProxy(url.getHost().toLowerCase(Locale.ROOT), url.getPort(), login(url));
        } catch (URISyntaxException | IllegalArgumentException _) {
            throw invalid();
        }
    }

    private static boolean isProxy(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) && url.getHost() != null && url.getPort() > 0
                && url.getPort() < 65_536 && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                && url.getRawQuery() == null && url.getRawFragment() == null;
    }

    private static @Nullable Login login(URI url) {
        var text = url.getRawUserInfo();
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw invalid();
        }
        return new Login(decoded(text.substring(0, colon)), Secret.of(decoded(text.substring(colon + 1))));
    }

    /// In a user or password, unlike in a form, a plus sign is a plus sign.
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private static InvalidSettingException invalid() {
        return new InvalidSettingException("B24_HTTP_PROXY",
                "must be of the form http://host:port or http://user:password@host:port, with %40 for @ in a password");
    }

    HttpHost target() {
        return new HttpHost("http", host, port);
    }

    /// Sends user and password with the first request, since some proxies do not read the body of a request without.
    void authenticate(HttpClientContext context) {
        if (credentials != null) {
            var basic = new BasicScheme();
            basic.initPreemptive(new UsernamePasswordCredentials(credentials.user(),
                    credentials.password().reveal().toCharArray()));
            context.getAuthExchange(target()).select(basic);
        }
    }

    /// Without the credentials.
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
