package io.b24mirror.sql;

import java.util.Collection;

import com.fasterxml.jackson.annotation.JsonValue;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.portal.MemberId;

/// Turns records into one JSON parameter for `jsonb_to_recordset`, so that a statement takes any number of rows. The
/// columns are named like the records' components, in snake case.
public final class JsonRecordset {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addMixIn(MemberId.class, AsText.class)
            .build();

    private JsonRecordset() {}

    /// Writes rows. Texts and trees in them must not contain what PostgreSQL cannot store, such as U+0000.
    public static String of(Collection<? extends Record> rows) {
        return MAPPER.writeValueAsString(rows);
    }

    /// One row.
    public static ObjectNode object(Record row) {
        return MAPPER.valueToTree(row);
    }

    /// A row that PostgreSQL wrote, by `to_jsonb`; columns that are no components are left out.
    public static <R extends Record> R read(String row, Class<R> type) {
        return MAPPER.readValue(row, type);
    }

    private interface AsText {
        @JsonValue
        String value();
    }
}
