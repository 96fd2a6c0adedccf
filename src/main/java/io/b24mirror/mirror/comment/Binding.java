package io.b24mirror.mirror.comment;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.b24mirror.mirror.json.BitrixFields;

/// A CRM item on whose timeline a comment stands.
public record Binding(@JsonProperty("entity_type") String entityType, @JsonProperty("entity_id") long entityId) {
    private static final Pattern SMART_PROCESS = Pattern.compile("dynamic_(\\d{1,9})");
    private static final int FIRST_RECYCLED_TYPE = 192;
    private static final int LAST_OF_OLD_TYPES = 255;
    private static final int FIRST_OF_NEW_TYPES = 1030;

    /// Whether it is a row of the recycle bin, which has an id of its own. Its type is that of the item with `sus_` in
    /// front; types of smart processes have twins for the bin, too: 192 to 255, and odd ones from 1031 on.
    ///
    /// The name is not that of a property, which would be stored as JSON with the binding and could not be read back.
    public boolean inRecycleBin() {
        var smartProcess = SMART_PROCESS.matcher(entityType);
        return entityType.startsWith("sus_")
                || (smartProcess.matches() && isTwin(Integer.parseInt(smartProcess.group(1))));
    }

    private static boolean isTwin(int type) {
        return (type >= FIRST_RECYCLED_TYPE && type <= LAST_OF_OLD_TYPES)
                || (type > FIRST_OF_NEW_TYPES && type % 2 != 0);
    }

    /// Translates a page of `crm.timeline.bindings.list`, of which only what is said of that comment counts.
    public static List<Binding> of(long commentId, JsonNode page) {
        var bindings = new LinkedHashSet<Binding>();
        for (var element : BitrixFields.elements(page)) {
            var ownerId = BitrixFields.id(element, "OWNER_ID");
            if (ownerId == null || ownerId == commentId) {
                of(element).ifPresent(bindings::add);
            }
        }
        return List.copyOf(bindings);
    }

    /// Translates the item that a record names.
    public static Optional<Binding> of(JsonNode record) {
        return of(BitrixFields.code(record, "ENTITY_TYPE"), BitrixFields.id(record, "ENTITY_ID"));
    }

    /// An item, if its type and its id are known.
    static Optional<Binding> of(@Nullable String type, @Nullable Long id) {
        return type == null || id == null ? Optional.empty() : Optional.of(new Binding(type, id));
    }

    /// Reads what is stored with a version.
    public static List<Binding> stored(String bindings) {
        return List.of(JsonMapper.shared().readValue(bindings, Binding[].class));
    }
}
