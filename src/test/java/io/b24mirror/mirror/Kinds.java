package io.b24mirror.mirror;

import java.util.List;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.comment.CommentKind;
import io.b24mirror.mirror.event.EventKind;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.section.SectionKind;

/// The kinds that are mirrored, for tests.
public final class Kinds {
    public static final RecordKind CALENDAR_SECTION = new SectionKind().kind();
    public static final RecordKind CALENDAR_EVENT = new EventKind().kind();
    public static final RecordKind TIMELINE_COMMENT = new CommentKind().kind();

    private Kinds() {}

    /// Their descriptions.
    public static List<MirroredKind> all() {
        return List.of(new SectionKind(), new EventKind(), new CommentKind());
    }
}
