package io.b24mirror.intake;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Finds the id of the record in an event's data: `id` for calendar events, `ID` below `FIELDS` for timeline comments,
/// although their documentation says `ID`. A posted event and a row of the offline queue have data of the same shape.
public final class RecordIds {
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,18}");
    private static final List<String[]> PATHS = List.of(new String[]{"FIELDS", "ID"},
            new String[]{"FIELDS_AFTER", "ID"}, new String[]{"FIELDS_BEFORE", "ID"}, new String[]{"ID"},
            new String[]{"id"});

    private RecordIds() {}

    /// Returns the id of the record that the data name, or null if they name none.
    public static @Nullable Long in(JsonNode data) {
        return find(path -> {
            var node = data;
            for (var name : path) {
                node = node.path(name);
            }
            return node.isValueNode() ? node.asString("") : null;
        });
    }

    public static @Nullable Long find(Function<String[], @Nullable String> textAt) {
        for (var path : PATHS) {
            var id = id(textAt.apply(path));
            if (id != null) {
                return id;
            }
        }
        return null;
    }

    public static @Nullable Long id(@Nullable String text) {
        if (text == null || !ID.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
