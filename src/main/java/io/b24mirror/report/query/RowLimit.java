package io.b24mirror.report.query;

import org.jspecify.annotations.Nullable;

import io.b24mirror.report.BadParameterException;

/// How many rows a list may have.
public enum RowLimit {
    /// A page of [#PAGE_SIZE] rows by default, and at most [#MAX_PAGE_SIZE].
    PAGE(RowLimit.PAGE_SIZE, RowLimit.MAX_PAGE_SIZE,
            "1 to %d rows a page; text/csv and application/x-ndjson give all of them at once"
                    .formatted(RowLimit.MAX_PAGE_SIZE)),
    /// All rows.
    NONE(Long.MAX_VALUE, Long.MAX_VALUE, "a whole number from 1");

    public static final int PAGE_SIZE = 100;
    public static final int MAX_PAGE_SIZE = 1_000;

    private final long usual;
    private final long most;
    private final String allowed;

    RowLimit(long usual, long most, String allowed) {
        this.usual = usual;
        this.most = most;
        this.allowed = allowed;
    }

    /// @throws BadParameterException
    ///             if the text is no number within this limit
    long parse(@Nullable String text) {
        if (text == null) {
            return usual;
        }
        if (text.matches("[1-9]\\d{0,17}") && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        throw new BadParameterException(QueryParameters.LIMIT, allowed);
    }
}
