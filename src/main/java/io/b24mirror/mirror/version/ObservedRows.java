package io.b24mirror.mirror.version;

import java.util.Collection;
import java.util.stream.Collectors;

import tools.jackson.databind.node.ObjectNode;

import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.sql.JsonRecordset;

/// Writes observations as one JSON parameter, whose rows are `{row}` of [TableSql].
final class ObservedRows {
    private ObservedRows() {}

    static <F extends Record> String of(RecordType<F> type, Collection<Observation<F>> observations) {
        return observations.stream()
                .map(observation -> of(type, observation).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }

    static <F extends Record> ObjectNode of(RecordType<F> type, Observation<F> observation) {
        var row = JsonRecordset.object(observation.fields());
        row.put("member_id", observation.ref().memberId().value());
        row.put(type.key(), observation.ref().id());
        row.set("raw", observation.raw());
        row.put("content_hash", observation.contentHash());
        row.put("read_as", observation.readAs());
        row.put("fetched_at", observation.fetchedAt().toString());
        row.set("cause", JsonRecordset.object(observation.cause()));
        return row;
    }
}
