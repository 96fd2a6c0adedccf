package io.b24mirror.report;

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
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Rows as comma-separated values after RFC 4180, so that a spreadsheet opens them as they are meant.
///
/// Spreadsheets know no moments with an offset. So moments are written as the clock of one zone shows them, and that
/// zone stands in a last column, `zone`. A text that a spreadsheet would take for a formula gets an apostrophe in front.
final class CsvRows implements RowWriter {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final ZoneId zone;
    private final boolean isUtc;
    private final boolean namesZone;
    private final CsvWriter csv;

    /// @param marked
    ///            whether a byte order mark comes first, by which spreadsheets know UTF-8
    CsvRows(OutputStream out, List<Column> columns, ZoneId zone, boolean marked) throws IOException {
        this.zone = zone;
        this.isUtc = zone.normalized().equals(ZoneOffset.UTC);
        this.namesZone = columns.stream().anyMatch(column -> column.type() == Column.Type.INSTANT);
        Writer writer = new OutputStreamWriter(out, UTF_8);
        if (marked) {
            writer.write(BYTE_ORDER_MARK);
        }
        csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(writer);
        var names = new ArrayList<>(columns.stream().map(Column::name).toList());
        if (namesZone) {
            names.add("zone");
        }
        csv.writeRecord(names);
        csv.flush();
    }

    @Override
    public void write(List<Row> rows) throws IOException {
        var cells = new ArrayList<String>();
        for (var row : rows) {
            cells.clear();
            row.values().forEach(value -> cells.add(cell(value)));
            if (namesZone) {
                cells.add(zone.getId());
            }
            csv.writeRecord(cells);
        }
        csv.flush();
    }

    /// Nothing is an empty cell.
    private String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Row.Moment moment -> isUtc ? moment.clock() : CLOCK.format(moment.instant().atZone(zone));
            case String text -> harmless(text);
            case Row.Json(var text) -> harmless(text);
            default -> value.toString();
        };
    }

    private static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
