package io.b24mirror.intake.event;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.portal.PortalEvent;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Identifies an event. Bitrix24 gives its deliveries no id, so a repeat is recognized by portal, code, data and the
/// second in which it was produced. The subscription is not part of it, because one URL may be subscribed twice.
///
/// Two real changes of one record within one second look alike. That does no harm, since a repeat requests its
/// record again.
public record Fingerprint(String hex) implements Comparable<Fingerprint> {

    /// Returns the fingerprint of an event. If the event does not say when it was produced, the time of its
    /// arrival counts.
    public static Fingerprint of(PostedEvent event, String dataJson) {
        var at = event.eventAt() == null ? event.receivedAt() : event.eventAt();
        return of(event.memberId().value(), event.code(), at.toString(), dataJson);
    }

    public static Fingerprint of(PortalEvent.Installed installed, String dataJson) {
        return of(installed.memberId().value(), EventCatalog.INSTALL, installed.eventAt().toString(), dataJson);
    }

    private static Fingerprint of(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                var bytes = part.getBytes(UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return ofBytes(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// Returns an id for the post of an event, by the time at which it arrived.
    public UUID arrivalAt(Instant receivedAt) {
        return UUID.nameUUIDFromBytes((hex + receivedAt).getBytes(UTF_8));
    }

    public static Fingerprint ofBytes(byte[] bytes) {
        return new Fingerprint(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int compareTo(Fingerprint other) {
        return hex.compareTo(other.hex);
    }
}
