package io.b24mirror.report.output;

import java.io.IOException;
import java.util.List;

import io.b24mirror.report.query.Row;

/// Writes rows in a format, one after the other, and keeps none of them.
public interface RowWriter {
    void write(List<Row> rows) throws IOException;
}
