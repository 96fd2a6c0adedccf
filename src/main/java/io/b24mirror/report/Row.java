package io.b24mirror.report;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// A row as it was read.
///
/// @param values
///            a String, Long, BigDecimal, Boolean, [Moment] or [Json] per column, or null; dates are Strings
record Row(List<@Nullable Object> values, @Nullable Cursor key) {

    /// JSON as the database wrote it.
    record Json(String text) {}

    /// A moment as the database wrote it, in UTC: `2025-03-01 08:00:00.5+00`. Most are only written down again, which
    /// is much quicker than to understand them.
    record Moment(String text) {
        private static final int SECONDS_END = 19;
        private static final int OFFSET_LENGTH = "+00".length();

        /// As ISO 8601 has it.
        String iso() {
            return text.substring(0, 10) + 'T' + text.substring(11, text.length() - OFFSET_LENGTH) + 'Z';
        }

        /// What a clock in UTC shows, to the second.
        String clock() {
            return text.substring(0, SECONDS_END);
        }

        Instant instant() {
            return Instant.parse(iso());
        }
    }

    /// What has to be selected for a column.
    static String selected(Column column) {
        return column.type() == Column.Type.INSTANT || column.type() == Column.Type.DATE
                ? "cast(listed.%1$s as text) as %1$s".formatted(column.name())
                : "listed." + column.name();
    }

    /// @param keys
    ///            how many columns behind the others are its key; 0 if nobody asks for it
    static Row of(ResultSet result, List<Column> columns, int keys) throws SQLException {
        var values = new ArrayList<@Nullable Object>(columns.size());
        for (int at = 0; at < columns.size(); at++) {
            values.add(value(result, at + 1, columns.get(at).type()));
        }
        return new Row(values, keys == 0 ? null : key(result, columns.size(), keys));
    }

    private static Cursor key(ResultSet result, int before, int keys) throws SQLException {
        var key = new ArrayList<String>(keys);
        for (int at = 0; at < keys; at++) {
            key.add(result.getString(before + at + 1));
        }
        return new Cursor(key);
    }

    private static @Nullable Object value(ResultSet result, int at, Column.Type type) throws SQLException {
        return switch (type) {
            case TEXT, DATE -> result.getString(at);
            case INTEGER -> orNull(result, result.getLong(at));
            case NUMBER -> result.getObject(at, BigDecimal.class);
            case BOOLEAN -> orNull(result, result.getBoolean(at));
            case INSTANT -> moment(result.getString(at));
            case JSON -> json(result.getString(at));
        };
    }

    private static @Nullable Object orNull(ResultSet result, Object value) throws SQLException {
        return result.wasNull() ? null : value;
    }

    /// The database's word for infinity is nothing that anybody else knows.
    private static @Nullable Moment moment(@Nullable String text) {
        return text == null || text.endsWith("infinity") ? null : new Moment(text);
    }

    private static @Nullable Json json(@Nullable String text) {
        return text == null ? null : new Json(text);
    }
}
