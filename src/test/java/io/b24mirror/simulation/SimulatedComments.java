package io.b24mirror.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.simulation.CommentStore.Binding;

/// The timeline comments of a portal, in the hands of one of its users. Every change fires its events.
public final class SimulatedComments {

    private final CommentStore store;
    private final @Nullable Long actor;

    SimulatedComments(CommentStore store, @Nullable Long actor) {
        this.store = store;
        this.actor = actor;
    }

    /// The same comments in the hands of somebody else; of the system, if of nobody.
    public SimulatedComments by(@Nullable Long userId) {
        return new SimulatedComments(store, userId);
    }

    /// Adds a comment, for example to `deal` 5 or `dynamic_1046` 3.
    public long add(String entityType, long entityId, long authorId, String text) {
        return store.add(actor, new Binding(entityType, entityId), authorId, text);
    }

    /// Places a record as it is; it is an addition or a change by its `ID`.
    public void putComment(ObjectNode record) {
        store.put(actor, record);
    }

    public void update(long id, String text) {
        store.update(actor, id, comment -> comment.put("COMMENT", text));
    }

    /// Attaches a file, which is a change of the comment.
    public void attach(long id, long fileId, String name, long size) {
        store.update(actor, id, comment -> {
            var files = comment.path("FILES") instanceof ObjectNode existing ? existing : comment.putObject("FILES");
            files.putObject(Long.toString(fileId))
                    .put("id", fileId)
                    .put("date", comment.path("CREATED").asString(""))
                    .put("type", "file")
                    .put("name", name)
                    .put("size", size)
                    .put("image", false)
                    .put("authorId", Json.number(comment.path("AUTHOR_ID"), 0))
                    .put("authorName", "Author")
                    .putNull("urlPreview")
                    .put("urlShow", "/disk/file/" + fileId + "/show")
                    .put("urlDownload", "/disk/file/" + fileId + "/download");
        });
    }

    public void delete(long id) {
        store.delete(actor, id);
    }

    /// Lets a comment stand at a further CRM item. Nothing is fired.
    public void bind(long id, String entityType, long entityId) {
        store.bind(id, new Binding(entityType, entityId));
    }

    /// Takes a comment from one of its items. Nothing is fired.
    public void unbind(long id, String entityType, long entityId) {
        store.unbind(id, new Binding(entityType, entityId));
    }

    /// Takes a comment from all its items, so that nobody may read it. Nothing is fired.
    public void unbindAll(long id) {
        store.unbindAll(id);
    }

    /// Takes from a user the right to read a CRM item. Nothing is fired.
    public void hideItem(String entityType, long entityId, long userId) {
        store.hide(new Binding(entityType, entityId), userId);
    }

    /// Gives the right back. Nothing is fired.
    public void showItem(String entityType, long entityId, long userId) {
        store.show(new Binding(entityType, entityId), userId);
    }

    /// Deletes a CRM item, which goes to the recycle bin with its comments. Nothing is fired for these.
    public void trashItem(String entityType, long entityId) {
        store.trash(new Binding(entityType, entityId));
    }

    /// Restores a CRM item from the recycle bin, under a new id. Nothing is fired for its comments.
    public void restoreItem(String entityType, long entityId, long newId) {
        store.restore(new Binding(entityType, entityId), newId);
    }

    /// Removes a CRM item for good, from the recycle bin or, where that is switched off, at once. Its comments are gone
    /// as far as they stand on no other item. Nothing is fired.
    public void purgeItem(String entityType, long entityId) {
        store.purge(new Binding(entityType, entityId));
    }

    public List<Long> ids() {
        return store.ids();
    }

    /// The full record, as it is stored.
    public Optional<ObjectNode> comment(long id) {
        return store.find(id).map(comment -> comment.json().deepCopy());
    }

    /// A comment as somebody sees it.
    ///
    /// @param items
    ///            the CRM items it stands at, such as `deal 5`, as far as they may read them; the record names the
    ///            first. Those in the recycle bin count only where there are no others, by what they were before
    /// @param inRecycleBin
    ///            whether all of them are in the recycle bin
    public record SeenComment(ObjectNode json, List<String> items, boolean inRecycleBin) {}

    /// The comments that somebody may see, by id.
    public Map<Long, SeenComment> seenBy(long userId) {
        return store.seenBy(userId);
    }
}
