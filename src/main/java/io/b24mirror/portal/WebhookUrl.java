package io.b24mirror.portal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.b24mirror.secret.Secret;

/// An incoming webhook's URL, `https://portal/rest/1/secret/`: its last part is a password, so only the parts before
/// it are ever shown.
record WebhookUrl(URI portal, long userId, Secret url) {
    private static final Pattern FORM = Pattern
            .compile("(https?://[0-9A-Za-z.:\\[\\]-]+)(/rest/)(\\d{1,18})/([0-9A-Za-z]+)/?");

    static boolean isValid(Secret url, boolean allowHttp) {
        return parse(url).filter(parsed -> allowHttp || "https".equals(parsed.portal.getScheme())).isPresent();
    }

    static Optional<WebhookUrl> parse(Secret url) {
        Matcher matcher = FORM.matcher(url.reveal().strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var full = matcher.group().endsWith("/") ? matcher.group() : matcher.group() + "/";
        return address(matcher.group(1) + matcher.group(2))
                .map(portal -> new WebhookUrl(portal, Long.parseLong(matcher.group(3)), Secret.of(full)));
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(new URI(text)).filter(address -> address.getHost() != null);
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
