package io.b24mirror.intake.page;

import java.time.Instant;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.b24mirror.intake.event.ClaimFields;
import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.installation.InstallationClaim;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.secret.Secret;

/// Parses what a browser posts when a user opens the app inside the portal: no event, but the claim of an installation
/// in other words. See Bitrix24's "Installing applications with an interface".
///
/// Portals leave out `SERVER_ENDPOINT`, `APPLICATION_TOKEN` and `APPLICATION_SCOPE`, at least until November 2024. The
/// `DOMAIN` of the query is the host in the user's address bar.
final class InstallPageParser {
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");
    private static final long TOKEN_LIFE_SECONDS = 3600;

    private final FormTree.Branch query;
    private final FormTree.Branch form;
    private final Instant receivedAt;
    private final ClientAddress source;

    private InstallPageParser(FormTree.Branch query, FormTree.Branch form, Instant receivedAt, ClientAddress source) {
        this.source = source;
        this.query = query;
        this.form = form;
        this.receivedAt = receivedAt;
    }

    static boolean isPage(FormTree.Branch form) {
        return form.at("AUTH_ID").isPresent();
    }

    /// Parses a form and the query of its request.
    ///
    /// @throws MalformedFormException
    ///             if a field is missing that an installation needs
    static PageOpening parse(FormTree.Branch query, FormTree.Branch form, Instant receivedAt, ClientAddress source) {
        return new InstallPageParser(query, form, receivedAt, source).parse();
    }

    private PageOpening parse() {
        var domain = ClaimFields.host(ofQuery("DOMAIN"));
        return new PageOpening(claim(domain), frame(domain), "authorize".equals(form.text("action")));
    }

    /// Allows any frame if the portal does not say where it shows the page.
    private String frame(@Nullable String domain) {
        return domain == null ? "https:" : ("0".equals(ofQuery("PROTOCOL")) ? "http://" : "https://") + domain;
    }

    private InstallationClaim claim(@Nullable String domain) {
        var server = optional("SERVER_ENDPOINT");
        var token = optional("APPLICATION_TOKEN");
        return new InstallationClaim(memberId(), domain, null,
                server == null ? null : ClaimFields.endpoint(server, "SERVER_ENDPOINT"), secret("AUTH_ID"),
                secret("REFRESH_ID"), receivedAt.plusSeconds(TOKEN_LIFE_SECONDS), userId(),
                token == null ? null : Secret.of(token), ClaimFields.text(form.text("status"), "status"),
                ClaimFields.text(form.text("APPLICATION_SCOPE"), "APPLICATION_SCOPE"), null,
                null, receivedAt, source, null);
    }

    /// Ignores values that cannot be used: a portal is not refused for its address bar.
    private @Nullable String ofQuery(String name) {
        return query.at(name).orElse(null) instanceof FormTree.Text(var text) ? text : null;
    }

    private @Nullable String optional(String name) {
        var text = form.text(name);
        return text == null || text.isEmpty() ? null : text;
    }

    private MemberId memberId() {
        var memberId = required("member_id");
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
        return ClaimFields.token(Secret.of(required(name)), name);
    }

    private String required(String name) {
        var value = optional(name);
        if (value == null) {
            throw new MalformedFormException("An installation needs " + name);
        }
        return value;
    }
}
