package io.b24mirror.report.output;

import io.b24mirror.report.query.Row;
import java.io.IOException;
import java.util.List;

/// Writes rows in some format without keeping them.
public interface RowWriter {
    /// Writes these rows and flushes them.
    void write(List<Row> rows) throws IOException;
}
