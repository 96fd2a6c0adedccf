package io.b24mirror.portal;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An incoming webhook's URL, `https://portal/rest/1/secret/`: its last part is a password, so only the parts before it
/// are ever shown.
record WebhookUrl(URI portal, long userId, Secret url) {
    private static final Pattern FORM = Pattern.compile("(https?://[^/@?#]+)(/rest/)(\\d{1,18})/([0-9A-Za-z]+)/?");

    static boolean isValid(Secret url, boolean allowHttp) {
        return parse(url).filter(parsed -> allowHttp || "https".equals(parsed.portal.getScheme())).isPresent();
    }

    static Optional<WebhookUrl> parse(Secret url) {
        Matcher matcher = FORM.matcher(url.reveal().strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var full = matcher.group().endsWith("/") ? matcher.group() : matcher.group() + "/";
        return Optional.of(new WebhookUrl(URI.create(matcher.group(1) + matcher.group(2)),
                Long.parseLong(matcher.group(3)), Secret.of(full)));
    }
}
