/// Writes rows as JSON, NDJSON or CSV.
///
/// Rows are written while they are read, and values that the database has written are mostly copied.
@NullMarked
package io.b24mirror.report.output;

import org.jspecify.annotations.NullMarked;
