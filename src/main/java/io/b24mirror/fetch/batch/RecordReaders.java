package io.b24mirror.fetch.batch;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;

/// The readers, by the kind of record they read.
@Component
class RecordReaders {
    private final Map<RecordKind, RecordReader<?>> byKind;

    RecordReaders(List<RecordReader<?>> readers) {
        this.byKind = readers.stream().collect(Collectors.toMap(RecordReader::kind, Function.identity()));
    }

    @Nullable
    RecordReader<?> find(RecordKind kind) {
        return byKind.get(kind);
    }

    @SuppressWarnings("unchecked") // what a reader found goes back to that reader
    void keep(RecordKind kind, List<Object> records) {
        var reader = byKind.get(kind);
        if (reader != null) {
            ((RecordReader<Object>) reader).keep(records);
        }
    }
}
