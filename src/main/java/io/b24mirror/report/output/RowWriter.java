package io.b24mirror.report.output;

import java.io.IOException;
import java.util.List;

import io.b24mirror.report.query.Row;

/// Writes rows in some format without keeping them.
public interface RowWriter {
    /// Writes these rows and flushes them.
    void write(List<Row> rows) throws IOException;
}
