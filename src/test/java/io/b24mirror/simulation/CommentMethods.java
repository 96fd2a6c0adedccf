package io.b24mirror.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.CommentStore.Binding;
import io.b24mirror.simulation.CommentStore.Comment;

/// The methods `crm.timeline.comment.*` and `crm.timeline.bindings.list`. Their errors have no code either, but fixed
/// English words.
final class CommentMethods {

    private final CommentStore store;

    CommentMethods(CommentStore store) {
        this.store = store;
    }

    void offer(Methods methods) {
        methods.offer("crm.timeline.comment.get", "crm", this::get);
        methods.offer("crm.timeline.comment.list", "crm", this::list);
        methods.offer("crm.timeline.bindings.list", "crm", this::bindings);
    }

    private Answer get(Call call) {
        var comment = existing(Json.number(call.get("id"), 0));
        return Answer.of(CommentStore.shownAt(comment, firstReadable(call, comment)));
    }

    private Comment existing(long id) {
        if (id <= 0) {
            throw RestError.nameless("ID is not defined or invalid.");
        }
        return store.find(id).orElseThrow(() -> RestError.nameless("Not found."));
    }

    /// A comment shows the first of its items that the caller may read.
    private Binding firstReadable(Call call, Comment comment) {
        return comment.bindings()
                .stream()
                .filter(binding -> store.sees(call.user(), binding))
                .findFirst()
                .orElseThrow(() -> RestError.nameless("Access denied."));
    }

    private Answer list(Call call) {
        var filter = call.get("filter");
        var binding = new Binding(Json.text(Call.get(filter, "ENTITY_TYPE")).toLowerCase(Locale.ROOT),
                Json.number(Call.get(filter, "ENTITY_ID"), 0));
        if (binding.entityId() <= 0 || binding.entityType().isEmpty()) {
            throw RestError.nameless("Filter must contain ENTITY_ID and ENTITY_TYPE.");
        }
        if (!store.sees(call.user(), binding)) {
            throw RestError.nameless("Access denied.");
        }
        var selected = selected(call);
        var rows = store.at(binding)
                .stream()
                .map(comment -> CommentStore.shownAt(comment, binding))
                .sorted(order(call))
                .map(row -> only(selected, row))
                .toList();
        return Answer.page(rows, call.get("start"));
    }

    private static Set<String> selected(Call call) {
        var fields = new HashSet<String>();
        Json.items(call.get("select")).forEach(field -> fields.add(Json.text(field)));
        return fields;
    }

    private static ObjectNode only(Set<String> fields, ObjectNode row) {
        return fields.isEmpty() || fields.contains("*") ? row : row.retain(fields);
    }

    private static Comparator<ObjectNode> order(Call call) {
        Comparator<ObjectNode> order = Comparator.comparingLong(row -> Json.number(row.path("ID"), 0));
        var wanted = call.get("order").properties().stream().findFirst();
        if (wanted.isPresent() && !wanted.get().getKey().equalsIgnoreCase("ID")) {
            var field = wanted.get().getKey().toUpperCase(Locale.ROOT);
            order = Comparator.<ObjectNode, String>comparing(row -> Json.text(row.path(field))).thenComparing(order);
        }
        return wanted.isPresent() && Json.text(wanted.get().getValue()).equalsIgnoreCase("DESC")
                ? order.reversed()
                : order;
    }

    private Answer bindings(Call call) {
        var id = Json.number(Call.get(call.get("filter"), "OWNER_ID"), 0);
        var comment = existing(id);
        firstReadable(call, comment);
        List<JsonNode> rows = new ArrayList<>();
        for (var binding : comment.bindings()) {
            if (store.sees(call.user(), binding)) {
                rows.add(Json.object()
                        .put("OWNER_ID", Long.toString(id))
                        .put("ENTITY_ID", Long.toString(binding.entityId()))
                        .put("ENTITY_TYPE", binding.entityType()));
            }
        }
        return Answer.page(rows, call.get("start"));
    }
}
