package io.b24mirror.report.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/// A row as the database wrote it. Most cells are copied to the output, since parsing them all would take longer than
/// reading them.
///
/// @param cells
///            texts in UTF-8, or null: those of the requested columns, then those of the list's key
public record Row(List<byte @Nullable []> cells) {
    private static final int CELL = 24;

    /// @param result
    ///            of [ReportDatabase], which makes PostgreSQL send everything as text
    static Row of(ResultSet result, int cells) throws SQLException {
        var row = new ArrayList<byte @Nullable []>(cells);
        for (int at = 1; at <= cells; at++) {
            row.add(result.getBytes(at));
        }
        return new Row(row);
    }

    /// The key of this row, which follows that number of columns.
    List<String> key(int columns) {
        return cells.subList(columns, cells.size())
                .stream()
                .map(cell -> new String(requireNonNull(cell), UTF_8))
                .toList();
    }

    /// The approximate size in memory, in bytes.
    public long size() {
        long size = 0;
        for (var cell : cells) {
            size += cell == null ? 0 : CELL + cell.length;
        }
        return size;
    }
}
