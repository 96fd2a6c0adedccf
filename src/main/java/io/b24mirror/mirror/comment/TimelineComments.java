package io.b24mirror.mirror.comment;

import java.util.Optional;

import org.springframework.data.repository.Repository;

interface TimelineComments extends Repository<TimelineComment, TimelineComment.Key> {
    Optional<TimelineComment> findByKey(TimelineComment.Key key);
}
