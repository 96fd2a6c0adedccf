package io.b24mirror.report;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// A row as it was read.
///
/// @param values
///            a String, Long, BigDecimal, Boolean, Instant, LocalDate or [Json] per column, or null
record Row(List<@Nullable Object> values, @Nullable Cursor key) {

    /// JSON as the database wrote it.
    record Json(String text) {}

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
            case TEXT -> result.getString(at);
            case INTEGER -> orNull(result, result.getLong(at));
            case NUMBER -> result.getObject(at, BigDecimal.class);
            case BOOLEAN -> orNull(result, result.getBoolean(at));
            case INSTANT -> instant(result.getObject(at, OffsetDateTime.class));
            case DATE -> result.getObject(at, LocalDate.class);
            case JSON -> json(result.getString(at));
        };
    }

    private static @Nullable Object orNull(ResultSet result, Object value) throws SQLException {
        return result.wasNull() ? null : value;
    }

    /// The driver's word for infinity is nothing that anybody else knows.
    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null || time.equals(OffsetDateTime.MIN) || time.equals(OffsetDateTime.MAX)
                ? null
                : time.toInstant();
    }

    private static @Nullable Json json(@Nullable String text) {
        return text == null ? null : new Json(text);
    }
}
