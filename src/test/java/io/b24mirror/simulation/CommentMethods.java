package io.b24mirror.simulation;

import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.CommentStore.Binding;
import io.b24mirror.simulation.CommentStore.Comment;

import static java.nio.charset.StandardCharsets.UTF_8;

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
        return Answer.of(encoded(CommentStore.shownAt(comment, firstReadable(call, comment))));
    }

    /// The portal stores characters of four bytes as codes, and answers these.
    private static ObjectNode encoded(ObjectNode comment) {
        var text = new StringBuilder();
        Json.text(comment.path("COMMENT")).codePoints().forEach(character -> {
            if (Character.isSupplementaryCodePoint(character)) {
                text.append(':')
                        .append(HexFormat.of().formatHex(Character.toString(character).getBytes(UTF_8)))
                        .append(':');
            } else {
                text.appendCodePoint(character);
            }
        });
        return comment.path("COMMENT").isString() ? comment.put("COMMENT", text.toString()) : comment;
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
                .map(comment -> encoded(CommentStore.shownAt(comment, binding)))
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

    /// Asks for no right, and knows no comment that is not there. Looks for what begins behind the end at
    /// the beginning.
    private Answer bindings(Call call) {
        var id = Json.number(Call.get(call.get("filter"), "OWNER_ID"), 0);
        if (id <= 0) {
            throw RestError.nameless("OWNER_ID is not defined or invalid.");
        }
        var rows = store.find(id)
                .stream()
                .flatMap(comment -> comment.bindings().stream())
                .map(binding -> Json.object()
                        .put("OWNER_ID", Long.toString(id))
                        .put("ENTITY_ID", Long.toString(binding.entityId()))
                        .put("ENTITY_TYPE", binding.entityType()))
                .toList();
        var start = Json.number(call.get("start"), 0);
        return Answer.page(rows, Json.of(start < rows.size() ? start / Answer.PAGE * Answer.PAGE : 0));
    }
}
