package io.b24mirror.mirror.kind;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.JsonNode;

/// A column of a kind's table, which a component of its fields names: in snake case, `isMeeting` as `is_meeting`.
///
/// @param type
///            its type in PostgreSQL
public record FieldColumn(String name, String type) {
    private static final Map<Class<?>, String> TYPES = Map.ofEntries(
            Map.entry(String.class, "text"), Map.entry(long.class, "bigint"), Map.entry(Long.class, "bigint"),
            Map.entry(int.class, "integer"), Map.entry(Integer.class, "integer"),
            Map.entry(boolean.class, "boolean"), Map.entry(Boolean.class, "boolean"),
            Map.entry(BigDecimal.class, "numeric"), Map.entry(Instant.class, "timestamptz"),
            Map.entry(LocalDate.class, "date"), Map.entry(LocalDateTime.class, "timestamp"),
            Map.entry(JsonNode.class, "jsonb"), Map.entry(List.class, "jsonb"));

    static List<FieldColumn> of(Class<? extends Record> fields) {
        return Arrays.stream(fields.getRecordComponents()).map(FieldColumn::of).toList();
    }

    private static FieldColumn of(RecordComponent component) {
        var type = TYPES.get(component.getType());
        if (type == null) {
            throw new IllegalArgumentException("No column type for " + component);
        }
        return new FieldColumn(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT), type);
    }
}
