package io.b24mirror.report.output;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// A moment as the database wrote it, in UTC: `2025-03-01 08:00:00.5+00`.
record Moment(String text) {
    private static final int DATE_END = 10;
    private static final int SECONDS_END = 19;
    private static final int OFFSET_LENGTH = "+00".length();

    /// Null for the database's infinity, which is nothing that anybody else knows.
    static @Nullable Moment of(byte[] cell) {
        return cell[cell.length - 1] == 'y' ? null : new Moment(new String(cell, ISO_8859_1));
    }

    /// As ISO 8601 has it.
    String iso() {
        return text.substring(0, DATE_END) + 'T' + text.substring(DATE_END + 1, text.length() - OFFSET_LENGTH) + 'Z';
    }

    /// What a clock in UTC shows, to the second.
    String clock() {
        return text.substring(0, SECONDS_END);
    }

    Instant instant() {
        return Instant.parse(iso());
    }
}
