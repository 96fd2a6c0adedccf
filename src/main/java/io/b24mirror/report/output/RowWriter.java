package io.b24mirror.report.output;

import java.io.IOException;
import java.util.List;

import io.b24mirror.report.query.Row;

<<<<<<< HEAD
/// Writes rows in a format, one after the other, and keeps none of them.
=======
/// Writes rows in some format without keeping them.
>>>>>>> main
public interface RowWriter {
    /// Writes these rows and flushes them.
    void write(List<Row> rows) throws IOException;
}
