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

/// Rows as comma-separated values after RFC 4180, so that a spreadsheet opens them as they are meant.
///
/// Spreadsheets know no moments with an offset. So moments are written as the clock of one zone shows them, and that
/// zone stands in a last column, `zone`. A text that a spreadsheet would take for a formula gets an apostrophe in front.
public final class CsvRows implements RowWriter {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final List<Column> columns;
    private final ZoneId zone;
    private final boolean isUtc;
    private final boolean namesZone;
    private final CsvWriter csv;

    public CsvRows(OutputStream out, List<Column> columns, Layout layout) throws IOException {
        this.columns = columns;
        this.zone = layout.zone();
        this.isUtc = zone.normalized().equals(ZoneOffset.UTC);
        this.namesZone = columns.stream().anyMatch(column -> column.type() == Column.Type.INSTANT);
        Writer writer = new OutputStreamWriter(out, UTF_8);
        if (layout.isMarked()) {
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

    /// Nothing is an empty cell.
    private String cell(Column.Type type, byte @Nullable [] cell) {
        if (cell == null) {
            return "";
        }
        return switch (type) {
            case TEXT, JSON -> harmless(new String(cell, UTF_8));
            case INTEGER, NUMBER, DATE -> new String(cell, ISO_8859_1);
            case BOOLEAN -> Boolean.toString(cell[0] == 't');
            case INSTANT -> clock(Moment.of(cell));
        };
    }

    private String clock(@Nullable Moment moment) {
        if (moment == null) {
            return "";
        }
        return isUtc ? moment.clock() : harmless(CLOCK.format(moment.instant().atZone(zone)));
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
