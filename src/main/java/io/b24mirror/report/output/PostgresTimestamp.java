package io.b24mirror.report.output;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// A timestamp as PostgreSQL writes it, in UTC: `2025-03-01 08:00:00.5+00`.
record PostgresTimestamp(String text) {
    private static final int DATE_END = 10;
    private static final int SECONDS_END = 19;
    private static final int OFFSET_LENGTH = "+00".length();

    /// Null for PostgreSQL's infinity, which other formats do not have.
    static @Nullable PostgresTimestamp of(byte[] cell) {
        return cell[cell.length - 1] == 'y' ? null : new PostgresTimestamp(new String(cell, ISO_8859_1));
    }

    /// In ISO 8601.
    String iso() {
        return text.substring(0, DATE_END) + 'T' + text.substring(DATE_END + 1, text.length() - OFFSET_LENGTH) + 'Z';
    }

    /// Date and time in UTC, to the second.
    String clock() {
        return text.substring(0, SECONDS_END);
    }

    Instant instant() {
        return Instant.parse(iso());
    }
}
