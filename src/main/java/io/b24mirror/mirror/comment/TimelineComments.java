package io.b24mirror.mirror.comment;

import java.util.Optional;

import org.springframework.data.repository.Repository;

import io.b24mirror.mirror.version.RecordKey;

interface TimelineComments extends Repository<TimelineComment, RecordKey> {
    Optional<TimelineComment> findByKey(RecordKey key);
}
