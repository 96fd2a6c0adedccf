package io.b24mirror.mirror.comment;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import io.b24mirror.mirror.Lenient;

/// A CRM item on whose timeline a comment stands.
record Binding(String entityType, long entityId) {

    /// Translates a page of `crm.timeline.bindings.list`, of which only what is said of that comment counts.
    static List<Binding> of(long commentId, JsonNode page) {
        var bindings = new LinkedHashSet<Binding>();
        for (var element : Lenient.elements(page)) {
            var ownerId = Lenient.id(element, "OWNER_ID");
            if (ownerId == null || ownerId == commentId) {
                of(element).ifPresent(bindings::add);
            }
        }
        return List.copyOf(bindings);
    }

    /// Translates the item that a record names.
    static Optional<Binding> of(JsonNode record) {
        var type = Lenient.code(record, "ENTITY_TYPE");
        var id = Lenient.id(record, "ENTITY_ID");
        return type == null || id == null ? Optional.empty() : Optional.of(new Binding(type, id));
    }
}
