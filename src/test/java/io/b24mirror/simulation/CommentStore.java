package io.b24mirror.simulation;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.SimulatedComments.SeenComment;

/// The comments in the timelines of CRM items.
final class CommentStore {

    /// A CRM item that a comment stands at.
    record Binding(String entityType, long entityId) {
        @Override
        public String toString() {
            return entityType + " " + entityId;
        }
    }

    record Comment(ObjectNode json, List<Binding> bindings) {}

    private record Hidden(Binding binding, long userId) {}

    private final Clock clock;
    private final Emitter emitter;
    private final Map<Long, Comment> comments = new TreeMap<>();
    private final Set<Hidden> hidden = new HashSet<>();
    private long lastId;

    CommentStore(Clock clock, Emitter emitter) {
        this.clock = clock;
        this.emitter = emitter;
    }

    synchronized long add(@Nullable Long actor, Binding binding, long authorId, String text) {
        var id = ++lastId;
        var created = clock.instant().truncatedTo(ChronoUnit.SECONDS).atZone(java.time.ZoneOffset.ofHours(3));
        var json = Json.object()
                .put("ID", Long.toString(id))
                .put("ENTITY_ID", Long.toString(binding.entityId()))
                .put("ENTITY_TYPE", binding.entityType())
                .put("CREATED",
                        created.format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx")))
                .put("COMMENT", text)
                .put("AUTHOR_ID", Long.toString(authorId));
        comments.put(id, new Comment(json, List.of(binding)));
        emit("ADD", id, actor);
        return id;
    }

    synchronized void put(@Nullable Long actor, ObjectNode record) {
        var id = Json.number(record.path("ID")).orElseThrow();
        lastId = Math.max(lastId, id);
        var binding = new Binding(Json.text(record.path("ENTITY_TYPE")), Json.number(record.path("ENTITY_ID"), 0));
        var known = comments.put(id, new Comment(record.deepCopy(), List.of(binding))) != null;
        emit(known ? "UPDATE" : "ADD", id, actor);
    }

    synchronized void update(@Nullable Long actor, long id, java.util.function.Consumer<ObjectNode> change) {
        var old = existing(id);
        var json = old.json().deepCopy();
        change.accept(json);
        comments.put(id, new Comment(json, old.bindings()));
        emit("UPDATE", id, actor);
    }

    synchronized void delete(@Nullable Long actor, long id) {
        existing(id);
        comments.remove(id);
        emit("DELETE", id, actor);
    }

    /// Raises nothing: the portal does not tell of bindings.
    synchronized void bind(long id, Binding binding) {
        var comment = existing(id);
        var bindings = new ArrayList<>(comment.bindings());
        if (!bindings.contains(binding)) {
            bindings.add(binding);
        }
        comments.put(id, new Comment(comment.json(), List.copyOf(bindings)));
    }

    synchronized void unbind(long id, Binding binding) {
        var comment = existing(id);
        comments.put(id, new Comment(comment.json(),
                comment.bindings().stream().filter(other -> !other.equals(binding)).toList()));
    }

    synchronized void unbindAll(long id) {
        comments.put(id, new Comment(existing(id).json(), List.of()));
    }

    synchronized void hide(Binding binding, long userId) {
        hidden.add(new Hidden(binding, userId));
    }

    synchronized Optional<Comment> find(long id) {
        return Optional.ofNullable(comments.get(id));
    }

    synchronized List<Comment> at(Binding binding) {
        return comments.values().stream().filter(comment -> comment.bindings().contains(binding)).toList();
    }

    synchronized List<Long> ids() {
        return List.copyOf(comments.keySet());
    }

    synchronized boolean sees(SimulatedUser reader, Binding binding) {
        return sees(reader.id(), binding);
    }

    private boolean sees(long userId, Binding binding) {
        return !hidden.contains(new Hidden(binding, userId));
    }

    synchronized Map<Long, SeenComment> seenBy(long userId) {
        var seen = new TreeMap<Long, SeenComment>();
        comments.forEach((id, comment) -> {
            var readable = comment.bindings().stream().filter(binding -> sees(userId, binding)).toList();
            if (!readable.isEmpty()) {
                seen.put(id, new SeenComment(shownAt(comment, readable.getFirst()),
                        readable.stream().map(Binding::toString).toList()));
            }
        });
        return seen;
    }

    static ObjectNode shownAt(Comment comment, Binding binding) {
        return comment.json()
                .deepCopy()
                .put("ENTITY_ID", Long.toString(binding.entityId()))
                .put("ENTITY_TYPE", binding.entityType());
    }

    private Comment existing(long id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("No comment " + id));
    }

    /// The id stands under FIELDS, whatever the documentation prints.
    private void emit(String what, long id, @Nullable Long actor) {
        var data = Json.object();
        data.putObject("FIELDS").put("ID", Long.toString(id));
        emitter.emit("ONCRMTIMELINECOMMENT" + what, data, actor);
    }
}
