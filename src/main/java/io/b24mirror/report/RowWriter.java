package io.b24mirror.report;

import java.io.IOException;
import java.util.List;

/// Writes rows in a format, one after the other, and keeps none of them.
interface RowWriter {
    void write(List<Row> rows) throws IOException;
}
