package io.b24mirror.intake;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where an event's data name its record: calendar events by `id`, timeline comments by `FIELDS` and in it `ID`, though
/// their page says `ID`. What an event posts and what the offline queue keeps of it have the same shape.
public final class RecordIds {
    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,18}");
    private static final List<String[]> PATHS = List.of(new String[]{"FIELDS", "ID"},
            new String[]{"FIELDS_AFTER", "ID"}, new String[]{"FIELDS_BEFORE", "ID"}, new String[]{"ID"},
            new String[]{"id"});

    private RecordIds() {}

    /// The id of the record that data are about; absent if they name none, or are no data at all.
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
