package io.b24mirror.mirror.comment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.SecondOpinion;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.version.RecordKey;

/// Reads a comment by its id. Unlike the calendar, the timeline tells a comment that is gone (`Not found.`) from one
/// that our user may not see (`Access denied.`), so one that we hold and that is not found was deleted.
@Component
class CommentReader implements RecordReader<CommentReading> {
    private final TimelineComments comments;
    private final Tombstones tombstones;
    private final CommentStore store;
    private final SecondOpinion secondOpinion;
    private final Clock clock;

    CommentReader(TimelineComments comments, Tombstones tombstones, CommentStore store, SecondOpinion secondOpinion,
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
    public Step<CommentReading> begin(FetchRequest request) {
        return new CommentQuestion(request, standing(request), clock.instant()).begin();
    }

    @Override
    public void keep(List<CommentReading> readings) {
        store.keepReadings(readings);
    }

    private CommentStanding standing(FetchRequest request) {
        var comment = request.record();
        var held = comments.findByKey(RecordKey.of(comment));
        var items = held.map(copy -> store.lastItems(comment, copy.items())).orElse(LastItems.NONE);
        return new CommentStanding(held.isPresent(),
                tombstones.cover(held.map(TimelineComment::fetchedAt).orElse(Instant.EPOCH), List.of(comment)),
                items.bindings(), items.first(),
                secondOpinion.among(comment.memberId(), request.actingUserId(),
                        held.map(TimelineComment::authorId).orElse(null)));
    }
}
