package io.b24mirror.mirror.comment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.AlternateReaders;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.mirror.version.RecordKey;

/// Reads a comment by its id. Unlike the calendar, the timeline tells a comment that is gone (`Not found.`) from one
/// that our user may not see (`Access denied.`), so one that we hold and that is not found was deleted.
@Component
class CommentReader implements RecordReader<FetchResult<CommentFields>> {
    private final TimelineComments comments;
    private final Tombstones tombstones;
    private final CommentStore store;
    private final AlternateReaders secondOpinion;
    private final Clock clock;

    CommentReader(TimelineComments comments, Tombstones tombstones, CommentStore store, AlternateReaders secondOpinion,
            Clock clock) {
        this.comments = comments;
        this.tombstones = tombstones;
        this.store = store;
        this.secondOpinion = secondOpinion;
        this.clock = clock;
    }

    @Override
    public RecordKind kind() {
        return CommentKind.TYPE.kind();
    }

    @Override
    public Step<FetchResult<CommentFields>> begin(FetchRequest request) {
        return new CommentFetch(request, standing(request), clock.instant()).begin();
    }

    @Override
    public void keep(List<FetchResult<CommentFields>> results) {
        store.keepResults(results);
    }

    private KnownComment standing(FetchRequest request) {
        var comment = request.record();
        var held = comments.findByKey(RecordKey.of(comment));
        var items = held.map(copy -> store.lastItems(comment, copy.items())).orElse(LastItems.NONE);
        return new KnownComment(held.isPresent(),
                tombstones.cover(held.map(TimelineComment::fetchedAt).orElse(Instant.EPOCH), List.of(comment)),
                items.bindings(), items.first(),
                secondOpinion.among(comment.memberId(), request.actingUserId(),
                        held.map(TimelineComment::authorId).orElse(null)));
    }
}
