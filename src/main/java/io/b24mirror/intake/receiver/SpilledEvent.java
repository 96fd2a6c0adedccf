package io.b24mirror.intake.receiver;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.intake.event.EventAuth;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.secret.Secret;

/// An event in the spill: all that was posted, including tokens, so that it can be authenticated later as it would
/// have been then. The spill seals it.
///
/// @param verified
///            whether it was found authentic when it came
record SpilledEvent(PostedEvent event, boolean verified) {

    byte[] toBytes(JsonMapper json) {
        return json.writeValueAsBytes(Content.of(event, verified));
    }

    /// Reads an event.
    ///
    /// @throws RuntimeException
    ///             if these are not the bytes of such an event
    static SpilledEvent ofBytes(byte[] bytes, JsonMapper json) {
        var content = json.readValue(bytes, Content.class);
        return new SpilledEvent(content.event(), content.verified());
    }

    /// The stored form. It has texts and numbers only, so that what is read is what was written. A later version of the
    /// service may read it: add components, but change none.
    private record Content(boolean verified, String arrival, String code, String memberId,
            @Nullable Long eventHandlerId, @Nullable Long recordId, @Nullable String eventAt, String receivedAt,
            Object data, Auth auth, @Nullable String source) {

        private static Content of(PostedEvent event, boolean verified) {
            return new Content(verified, event.arrival().toString(), event.code(), event.memberId().value(),
                    event.eventHandlerId(), event.recordId(), text(event.eventAt()), event.receivedAt().toString(),
                    event.data(), Auth.of(event.auth()), event.source() == null ? null : event.source().address());
        }

        private PostedEvent event() {
            return new PostedEvent(UUID.fromString(arrival), code, new MemberId(memberId), eventHandlerId, recordId,
                    instant(eventAt), Instant.parse(receivedAt), data, auth.toAuth(),
                    source == null ? null : ClientAddress.of(source));
        }

        @Override
        public String toString() {
            return "Content[" + code + "]";
        }
    }

    private record Auth(@Nullable String applicationToken, @Nullable String accessToken,
            @Nullable String refreshToken, @Nullable String expiresAt, @Nullable Long userId, @Nullable String domain,
            @Nullable String clientEndpoint, @Nullable String serverEndpoint, @Nullable String status,
            @Nullable String scope) {

        private static Auth of(EventAuth auth) {
            return new Auth(revealed(auth.applicationToken()), revealed(auth.accessToken()),
                    revealed(auth.refreshToken()), text(auth.expiresAt()), auth.userId(), auth.domain(),
                    auth.clientEndpoint(), auth.serverEndpoint(), auth.status(), auth.scope());
        }

        private EventAuth toAuth() {
            return new EventAuth(secret(applicationToken), secret(accessToken), secret(refreshToken),
                    instant(expiresAt), userId, domain, clientEndpoint, serverEndpoint, status, scope);
        }

        @Override
        public String toString() {
            return "Auth[hidden]";
        }
    }

    private static @Nullable String revealed(@Nullable Secret secret) {
        return secret == null ? null : secret.reveal();
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null ? null : Secret.of(text);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
