package io.b24mirror.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.b24mirror.bitrix.Call;

/// A reader as a test wants it.
public final class FakeReader implements RecordReader<String> {
    public final List<String> kept = new ArrayList<>();
    private final RecordKind kind;
    private final Function<FetchRequest, Step<String>> begin;
    private Consumer<List<String>> keep = kept::addAll;

    public FakeReader(RecordKind kind, Function<FetchRequest, Step<String>> begin) {
        this.kind = kind;
        this.begin = begin;
    }

    /// Reads every record by one call of `server.time`, and keeps it under its id.
    public static FakeReader of(RecordKind kind) {
        return new FakeReader(kind, request -> Step.ask(Call.of("server.time"), _ -> found(request.record().id())));
    }

    public static Step<String> found(long id, FetchRequest... alsoFound) {
        return new Step.Found<>("record " + id, List.of(alsoFound));
    }

    public FakeReader keepingBy(Consumer<List<String>> other) {
        keep = other;
        return this;
    }

    @Override
    public RecordKind kind() {
        return kind;
    }

    @Override
    public Step<String> begin(FetchRequest request) {
        return begin.apply(request);
    }

    @Override
    public void keep(List<String> records) {
        keep.accept(records);
    }
}
