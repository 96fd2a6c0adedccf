package io.b24mirror.spill;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The origin of an unverified event. Events of an origin that takes up much room make room for those of others.
///
/// @param source
///            the address that sent it
/// @param subject
///            the portal that it claims to be about
public record Origin(String source, String subject) {
    static final Origin UNKNOWN = new Origin("", "");

    /// Stands for the source in the file, which does not reveal the address.
    long sourceKey() {
        return key(source);
    }

    /// Stands for the portal in the file.
    long subjectKey() {
        return key(subject);
    }

    private static long key(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8))).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
