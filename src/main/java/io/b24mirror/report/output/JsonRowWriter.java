package io.b24mirror.report.output;

import java.io.OutputStream;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.report.query.Column;
import io.b24mirror.report.query.Row;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Writes rows as JSON objects, by the names of their columns.
public final class JsonRowWriter {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private static final ObjectWriter LINES = JSON.writer().withRootValueSeparator("");

    private final List<Column> columns;
    private final List<SerializableString> names;

    /// For rows with these columns.
    public JsonRowWriter(List<Column> columns) {
        this.columns = columns;
        this.names = columns.stream().<SerializableString>map(column -> new SerializedString(column.name())).toList();
    }

    /// Writes a page: its rows in `items`, and the address of the next page in `next`, null after the last one.
    public void page(OutputStream out, List<Row> rows, @Nullable String next) {
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("items");
            rows.forEach(row -> write(json, row));
            json.writeEndArray();
            json.writeName("next");
            if (next == null) {
                json.writeNull();
            } else {
                json.writeString(next);
            }
            json.writeEndObject();
        }
    }

    /// Writes one row as an object.
    public void single(OutputStream out, Row row) {
        try (var json = JSON.createGenerator(out)) {
            write(json, row);
        }
    }

    /// A writer of one object per line.
    public RowWriter lines(OutputStream out) {
        var json = LINES.createGenerator(out);
        return rows -> {
            for (var row : rows) {
                write(json, row);
                json.writeRaw('\n');
            }
            json.flush();
        };
    }

    private void write(JsonGenerator json, Row row) {
        json.writeStartObject();
        for (int at = 0; at < columns.size(); at++) {
            json.writeName(names.get(at));
            write(json, columns.get(at).type(), row.cells().get(at));
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Column.Type type, byte @Nullable [] cell) {
        if (cell == null) {
            json.writeNull();
            return;
        }
        switch (type) {
            case TEXT, DATE -> json.writeUTF8String(cell, 0, cell.length);
            case INTEGER, NUMBER -> json.writeNumber(new String(cell, ISO_8859_1));
            case BOOLEAN -> json.writeBoolean(cell[0] == 't');
            case JSON -> json.writeRawValue(new String(cell, UTF_8));
            case INSTANT -> write(json, PostgresTimestamp.of(cell));
        }
    }

    private static void write(JsonGenerator json, @Nullable PostgresTimestamp moment) {
        if (moment == null) {
            json.writeNull();
        } else {
            json.writeString(moment.iso());
        }
    }
}
