package io.b24mirror.mirror.comment;

import io.b24mirror.mirror.version.RecordKey;
import java.util.Optional;

import org.springframework.data.repository.Repository;

interface TimelineComments extends Repository<TimelineComment, RecordKey> {
    Optional<TimelineComment> findByKey(RecordKey key);
}
