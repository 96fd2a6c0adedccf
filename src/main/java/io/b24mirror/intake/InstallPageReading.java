package io.b24mirror.intake;

import java.net.URI;
import java.time.Instant;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.InstallationClaim;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.Secret;

/// Reads what Bitrix24 posts when an administrator opens the installer page of an app with a user interface: no event,
/// but the same claim in other words. See its "Installing applications with an interface".
final class InstallPageReading {
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._-]{1,253}(:\\d{1,5})?");
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");
    private static final long TOKEN_LIFE_SECONDS = 3600;

    private final FormTree.Branch query;
    private final FormTree.Branch form;
    private final Instant receivedAt;

    private InstallPageReading(FormTree.Branch query, FormTree.Branch form, Instant receivedAt) {
        this.query = query;
        this.form = form;
        this.receivedAt = receivedAt;
    }

    static boolean isPage(FormTree.Branch form) {
        return form.at("AUTH_ID").isPresent();
    }

    /// @throws MalformedFormException
    ///             if something is missing that makes an installation
    static InstallationClaim read(FormTree.Branch query, FormTree.Branch form, Instant receivedAt) {
        return new InstallPageReading(query, form, receivedAt).read();
    }

    private InstallationClaim read() {
        var domain = required(query.text("DOMAIN"), "DOMAIN");
        if (!HOST.matcher(domain).matches()) {
            throw new MalformedFormException("DOMAIN must be a host name");
        }
        var scheme = "0".equals(query.text("PROTOCOL")) ? "http" : "https";
        var token = form.text("APPLICATION_TOKEN");
        return new InstallationClaim(memberId(), domain, URI.create(scheme + "://" + domain + "/rest/"),
                InstallationEvents.endpoint(form.text("SERVER_ENDPOINT"), "SERVER_ENDPOINT"), secret("AUTH_ID"),
                secret("REFRESH_ID"), receivedAt.plusSeconds(TOKEN_LIFE_SECONDS), userId(),
                token == null || token.isEmpty() ? null : Secret.of(token), form.text("status"),
                form.text("APPLICATION_SCOPE"), null, receivedAt, receivedAt, null);
    }

    private MemberId memberId() {
        var memberId = required(form.text("member_id"), "member_id");
        if (!MemberId.isValid(memberId)) {
            throw new MalformedFormException("member_id must hold a portal's member_id");
        }
        return new MemberId(memberId);
    }

    private @Nullable Long userId() {
        var userId = form.text("user_id");
        return userId != null && ID.matcher(userId).matches() ? Long.valueOf(userId) : null;
    }

    private Secret secret(String name) {
        return Secret.of(required(form.text(name), name));
    }

    private static String required(@Nullable String value, String name) {
        if (value == null || value.isEmpty()) {
            throw new MalformedFormException("An installation needs " + name);
        }
        return value;
    }
}
