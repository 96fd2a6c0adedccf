package io.b24mirror.simulation;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
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
///
/// An item that is deleted goes to the recycle bin with its comments: they stand on a row of the bin then, which only
/// administrators may read. Neither that nor restoring or purging the item raises an event of comments.
final class CommentStore {
    private static final String OF_BIN = "sus_";

    /// A CRM item that a comment stands at.
    record Binding(String entityType, long entityId) {
        boolean isInBin() {
            return entityType.startsWith(OF_BIN);
        }

        @Override
        public String toString() {
            return entityType + " " + entityId;
        }
    }

    record Comment(ObjectNode json, List<Binding> bindings) {}

    private record Hidden(Binding binding, long userId) {}

    private final Clock clock;
    private final SimulatedUsers users;
    private final Emitter emitter;
    private final Map<Binding, Binding> binned = new HashMap<>();
    private final Set<Binding> deleted = new HashSet<>();
    private final Map<Long, Comment> comments = new TreeMap<>();
    private final Set<Hidden> hidden = new HashSet<>();
    private long lastId;
    private long lastBinned = 11;

    CommentStore(Clock clock, SimulatedUsers users, Emitter emitter) {
        this.clock = clock;
        this.users = users;
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

    synchronized void show(Binding binding, long userId) {
        hidden.remove(new Hidden(binding, userId));
    }

    synchronized void trash(Binding item) {
        var row = new Binding(OF_BIN + item.entityType(), ++lastBinned);
        binned.put(row, item);
        deleted.add(item);
        replace(item, Optional.of(row));
    }

    synchronized void restore(Binding item, long newId) {
        replace(rowOf(item), Optional.of(new Binding(item.entityType(), newId)));
    }

    /// Takes an item from the bin, or from the portal where there is none, with the comments that stand on it alone.
    synchronized void purge(Binding item) {
        var isInBin = binned.containsValue(item);
        deleted.add(item);
        replace(isInBin ? rowOf(item) : item, Optional.empty());
    }

    private Binding rowOf(Binding item) {
        var row = binned.entrySet()
                .stream()
                .filter(entry -> entry.getValue().equals(item))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The bin does not hold " + item));
        binned.remove(row);
        return row;
    }

    private void replace(Binding old, Optional<Binding> replacement) {
        at(old).forEach(comment -> {
            var bindings = new ArrayList<>(comment.bindings());
            var index = bindings.indexOf(old);
            bindings.remove(index);
            replacement.ifPresent(binding -> bindings.add(index, binding));
            var id = Json.number(comment.json().path("ID")).orElseThrow();
            if (bindings.isEmpty()) {
                comments.remove(id);
            } else {
                comments.put(id, new Comment(comment.json(), List.copyOf(bindings)));
            }
        });
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

    /// What does not exist, administrators may read for all that.
    private boolean sees(long userId, Binding binding) {
        var isAdmin = users.find(userId).filter(SimulatedUser::admin).isPresent();
        return !hidden.contains(new Hidden(binding, userId))
                && (isAdmin || (!binding.isInBin() && !deleted.contains(binding)));
    }

    synchronized Map<Long, SeenComment> seenBy(long userId) {
        var seen = new TreeMap<Long, SeenComment>();
        comments.forEach((id, comment) -> {
            var readable = comment.bindings().stream().filter(binding -> sees(userId, binding)).toList();
            if (!readable.isEmpty()) {
                seen.put(id, seen(comment, readable));
            }
        });
        return seen;
    }

    private SeenComment seen(Comment comment, List<Binding> readable) {
        var isInBin = readable.stream().allMatch(Binding::isInBin);
        var items = readable.stream()
                .filter(binding -> isInBin || !binding.isInBin())
                .map(binding -> binned.getOrDefault(binding, binding).toString())
                .toList();
        return new SeenComment(shownAt(comment, readable.getFirst()), items, isInBin);
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
