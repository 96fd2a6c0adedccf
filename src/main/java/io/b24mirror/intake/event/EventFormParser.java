package io.b24mirror.intake.event;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.b24mirror.intake.RecordIds;
import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.intake.form.SecretRedactor;
import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.secret.Secret;

/// Parses the fields of an event form, as leniently as Bitrix24 writes them (see its "Events" pages, and what its
/// portals really send). A field that cannot be used is absent. A form that is no event at all is malformed.
public final class EventFormParser {
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    private static final Pattern CODE = Pattern.compile("[\\p{Graph}]{1,255}");
    private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);

    private final FormTree.Branch form;
    private final Instant receivedAt;
    private final ClientAddress source;

    private EventFormParser(FormTree.Branch form, Instant receivedAt, ClientAddress source) {
        this.form = form;
        this.receivedAt = receivedAt;
        this.source = source;
    }

    /// Parses a form.
    ///
    /// @throws MalformedFormException
    ///             if the form has no event or no member_id, or a branch in place of a text
    public static PostedEvent parse(FormTree.Branch form, Instant receivedAt, ClientAddress source) {
        return new EventFormParser(form, receivedAt, source).parse();
    }

    private PostedEvent parse() {
        return new PostedEvent(UUID.randomUUID(), code(), memberId(), RecordIds.id(text("event_handler_id")),
                recordId(),
                instant(text("ts")),
                receivedAt, data(), auth(), source);
    }

    private String code() {
        var code = text("event");
        if (code == null || !CODE.matcher(code).matches()) {
            throw new MalformedFormException("event must hold an event code");
        }
        return code.toUpperCase(Locale.ROOT);
    }

    private MemberId memberId() {
        var memberId = text("auth", "member_id");
        if (memberId == null || !MemberId.isValid(memberId)) {
            throw new MalformedFormException("auth.member_id must hold a portal's member_id");
        }
        return new MemberId(memberId);
    }

    private @Nullable Long recordId() {
        return form.at("data").orElse(null) instanceof FormTree.Branch data
                ? RecordIds.find(path -> data.at(path).orElse(null) instanceof FormTree.Text(var text) ? text : null)
                : null;
    }

    private Object data() {
        return switch (form.at("data").orElse(null)) {
            case FormTree.Branch data -> SecretRedactor.redact(data, secrets()).toPlain();
            case FormTree.Text _ -> throw new MalformedFormException("data must not be a single value");
            case null -> Map.of();
        };
    }

    private Set<String> secrets() {
        var secrets = new HashSet<String>();
        for (var name : List.of("access_token", "refresh_token", "application_token")) {
            var value = text("auth", name);
            if (value != null && !value.isEmpty()) {
                secrets.add(value);
            }
        }
        return secrets;
    }

    private EventAuth auth() {
        return new EventAuth(secret("application_token"), secret("access_token"), secret("refresh_token"), expiresAt(),
                RecordIds.id(text("auth", "user_id")), text("auth", "domain"), text("auth", "client_endpoint"),
                text("auth", "server_endpoint"), text("auth", "status"), text("auth", "scope"));
    }

    private @Nullable Secret secret(String name) {
        var value = text("auth", name);
        return value == null || value.isEmpty() ? null : Secret.of(value);
    }

    private @Nullable Instant expiresAt() {
        if (text("auth", "access_token") == null) {
            return null;
        }
        var expires = instant(text("auth", "expires"));
        var expiresIn = text("auth", "expires_in");
        if (expires != null || expiresIn == null || !SECONDS.matcher(expiresIn).matches()) {
            return expires != null ? expires : receivedAt.plus(TOKEN_LIFE);
        }
        return receivedAt.plusSeconds(Math.min(Long.parseLong(expiresIn), TOKEN_LIFE.toSeconds()));
    }

    private @Nullable String text(String... path) {
        return form.text(path);
    }

    /// Returns null unless the time is before the year 10000, because PostgreSQL cannot read later ones as Java
    /// writes them.
    private static @Nullable Instant instant(@Nullable String seconds) {
        if (seconds == null || !SECONDS.matcher(seconds).matches()) {
            return null;
        }
        long at = Long.parseLong(seconds);
        return at > LAST_SECOND ? null : Instant.ofEpochSecond(at);
    }
}
