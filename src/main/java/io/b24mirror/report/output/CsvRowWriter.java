package io.b24mirror.report.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import org.jspecify.annotations.Nullable;

import io.b24mirror.report.query.Column;
import io.b24mirror.report.query.Row;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes rows as comma-separated values (RFC 4180) that spreadsheets open correctly.
///
/// Spreadsheets have no moments with an offset, so moments are written as local times of one zone, which a last column,
/// `zone`, names. A text that a spreadsheet would take for a formula is preceded by an apostrophe.
public final class CsvRowWriter implements RowWriter {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<Column> columns;
    private final ZoneId zone;
    private final boolean isUtc;
    private final boolean namesZone;
    private final CsvWriter csv;

    /// Writes the byte order mark, if it is wanted, and the header.
    public CsvRowWriter(OutputStream out, List<Column> columns, OutputOptions options) throws IOException {
        this.columns = columns;
        this.zone = options.zone();
        this.isUtc = zone.normalized().equals(ZoneOffset.UTC);
        this.namesZone = columns.stream().anyMatch(column -> column.type() == Column.Type.INSTANT);
        Writer writer = new OutputStreamWriter(out, UTF_8);
        if (options.isMarked()) {
            writer.write(BYTE_ORDER_MARK);
        }
        var names = new ArrayList<>(columns.stream().map(Column::name).toList());
        if (namesZone) {
            names.add("zone");
        }
        csv = writer(writer, names.size());
        csv.writeRecord(names);
        csv.flush();
    }

    /// In a file of one column, a row without a value would be an empty line, which readers skip.
    private static CsvWriter writer(Writer out, int columns) {
        var settings = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF);
        return (columns == 1 ? settings.quoteStrategy(QuoteStrategies.EMPTY) : settings).build(out);
    }

    @Override
    public void write(List<Row> rows) throws IOException {
        var cells = new ArrayList<String>(columns.size() + 1);
        for (var row : rows) {
            cells.clear();
            for (int at = 0; at < columns.size(); at++) {
                cells.add(cell(columns.get(at).type(), row.cells().get(at)));
            }
            if (namesZone) {
                cells.add(harmless(zone.getId()));
            }
            csv.writeRecord(cells);
        }
        csv.flush();
    }

    /// Null becomes an empty cell.
    private String cell(Column.Type type, byte @Nullable [] cell) {
        if (cell == null) {
            return "";
        }
        return switch (type) {
            case TEXT, JSON -> harmless(new String(cell, UTF_8));
            case INTEGER, NUMBER, DATE -> new String(cell, ISO_8859_1);
            case BOOLEAN -> Boolean.toString(cell[0] == 't');
            case INSTANT -> clock(PostgresTimestamp.of(cell));
        };
    }

    private String clock(@Nullable PostgresTimestamp moment) {
        if (moment == null) {
            return "";
        }
        return isUtc ? moment.clock() : harmless(CLOCK.format(moment.instant().atZone(zone)));
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
