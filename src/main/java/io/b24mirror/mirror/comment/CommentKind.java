package io.b24mirror.mirror.comment;

import java.util.List;
import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.report.Filter;
import io.b24mirror.report.Resource;

/// A comment in the timeline of CRM items.
@Component
public class CommentKind implements MirroredKind {
    public static final RecordType<CommentFields> TYPE = new RecordType<>(new RecordKind("timeline_comment"),
            "comment_id",
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

    @Bean
    Resource timelineCommentsResource() {
        return Resource
                .records("timeline-comments", TYPE.kind().name(), TYPE.key(),
                        Filter.crmItems("entity", "timeline_comment_bindings", TYPE.key()),
                        Filter.numbers("author", "author_id"), Filter.from("sort_at"), Filter.to("sort_at"))
                .placedInTime(List.of(Set.of("member_id")));
    }
}
