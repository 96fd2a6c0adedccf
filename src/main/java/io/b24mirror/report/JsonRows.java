package io.b24mirror.report;

import java.io.OutputStream;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Rows as JSON objects whose names are the columns'.
final class JsonRows {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private static final ObjectWriter LINES = JSON.writer().withRootValueSeparator("");

    private JsonRows() {}

    /// A page: its rows in `items`, and in `next` where the next page is, null after the last one.
    static void page(OutputStream out, List<Column> columns, List<Row> rows, @Nullable String next) {
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("items");
            rows.forEach(row -> write(json, columns, row));
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

    /// One row alone.
    static void single(OutputStream out, List<Column> columns, Row row) {
        try (var json = JSON.createGenerator(out)) {
            write(json, columns, row);
        }
    }

    /// An object per line.
    static RowWriter lines(OutputStream out, List<Column> columns) {
        var json = LINES.createGenerator(out);
        return rows -> {
            for (var row : rows) {
                write(json, columns, row);
                json.writeRaw('\n');
            }
            json.flush();
        };
    }

    private static void write(JsonGenerator json, List<Column> columns, Row row) {
        json.writeStartObject();
        for (int at = 0; at < columns.size(); at++) {
            json.writeName(columns.get(at).name());
            write(json, row.values().get(at));
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case Long number -> json.writeNumber(number);
            case java.math.BigDecimal number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            case Row.Json(var text) -> json.writeRawValue(text);
            case Row.Moment moment -> json.writeString(moment.iso());
            default -> json.writeString(value.toString());
        }
    }

}
