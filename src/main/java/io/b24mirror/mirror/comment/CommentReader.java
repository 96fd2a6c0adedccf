package io.b24mirror.mirror.comment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.intake.RecordEvents.Removal;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Tombstones;

/// Reads a comment by its id. Unlike the calendar, the timeline tells a comment that is gone (`Not found.`) from one
/// that our user may not see (`Access denied.`), so one that we hold and that is not found was deleted.
@Component
class CommentReader implements RecordReader<CommentReading> {
    private final TimelineComments comments;
    private final Tombstones tombstones;
    private final CommentStore store;
    private final Clock clock;

    CommentReader(TimelineComments comments, Tombstones tombstones, CommentStore store, Clock clock) {
        this.comments = comments;
        this.tombstones = tombstones;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public RecordKind kind() {
        return Kinds.TIMELINE_COMMENT;
    }

    @Override
    public Step<CommentReading> begin(FetchRequest request) {
        var comment = request.record();
        var standing = standing(comment);
        var removal = new Removal(comment, clock.instant(), request.cause());
        return Step.ask(Call.of("crm.timeline.comment.get", "id", comment.id()), result -> switch (result) {
            case CallResult.Answered(var answer, var _, var askedAt) ->
                CommentRecord.of(comment, answer, askedAt, request.cause())
                        .<Step<CommentReading>>map(CommentReader::present)
                        .orElseGet(() -> foreign(comment));
            case CallResult.Failed(BitrixFailure.NotFound failure) -> absent(removal, standing, failure);
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    @Override
    public void keep(List<CommentReading> readings) {
        store.keep(readings);
    }

    private enum Standing {
        /// We hold no copy of it.
        UNKNOWN,
        /// We hold a copy of it.
        HELD,
        /// We were told that it is deleted.
        GONE
    }

    private Standing standing(RecordRef comment) {
        var held = comments.findByKey(TimelineComment.Key.of(comment));
        if (tombstones.cover(held.map(TimelineComment::fetchedAt).orElse(Instant.EPOCH), List.of(comment))) {
            return Standing.GONE;
        }
        return held.isPresent() ? Standing.HELD : Standing.UNKNOWN;
    }

    private static Step<CommentReading> present(CommentRecord comment) {
        return new Step.Found<>(new CommentReading.Present(comment), List.of());
    }

    private static Step<CommentReading> absent(Removal removal, Standing standing,
            BitrixFailure failure) {
        return switch (standing) {
            case UNKNOWN -> new Step.Failed<>(failure);
            case HELD -> new Step.Found<>(new CommentReading.Gone(removal), List.of());
            case GONE -> new Step.Nothing<>();
        };
    }

    private static Step<CommentReading> foreign(RecordRef comment) {
        return new Step.Failed<>(new BitrixFailure.Rejected(
                "crm.timeline.comment.get was asked for " + comment.id() + " and did not answer that comment"));
    }
}
