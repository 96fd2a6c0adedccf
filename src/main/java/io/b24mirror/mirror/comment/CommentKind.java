package io.b24mirror.mirror.comment;

import java.util.Set;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;

/// A comment in the timeline of CRM items.
@Component
public class CommentKind implements MirroredKind {
    static final RecordType<CommentFields> TYPE = new RecordType<>(new RecordKind("timeline_comment"), "comment_id",
            CommentFields.class, 1);

    @Override
    public RecordType<?> type() {
        return TYPE;
    }

    @Override
    public Set<String> changes() {
        return Set.of("ONCRMTIMELINECOMMENTADD", "ONCRMTIMELINECOMMENTUPDATE");
    }

    @Override
    public Set<String> removals() {
        return Set.of("ONCRMTIMELINECOMMENTDELETE");
    }
}
