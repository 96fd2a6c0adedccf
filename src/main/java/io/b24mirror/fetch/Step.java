package io.b24mirror.fetch;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;

/// The state of reading one record: either the calls that are needed next, or the result. Many readings advance side
/// by side: the calls that they need next share batches, and equal calls are made once.
///
/// @param <T>
///            the record as its kind stores it
public sealed interface Step<T> {

    /// These calls are needed next.
    ///
    /// @param next
    ///            takes their results in the order of the calls; it must not throw, block or call a portal
    /// @param mark
    ///            how far a long reading has come, for [RecordReader#resume]; null where starting over costs little
    record Ask<T>(List<Call> calls, Function<List<CallResult>, Step<T>> next,
            @Nullable String mark) implements Step<T> {
        public Ask(List<Call> calls, Function<List<CallResult>, Step<T>> next) {
            this(calls, next, null);
        }
    }

    /// The reading is over.
    sealed interface End<T> extends Step<T> {}

    /// The record was read; it will be handed to [RecordReader#keep].
    ///
    /// @param alsoFound
    ///            other records that this reading showed and that have to be read, too
    record Found<T>(T value, List<FetchRequest> alsoFound) implements End<T> {}

    /// There is nothing to store, and nothing wrong with that: for example, the record is known to be deleted.
    record Nothing<T>() implements End<T> {}

    /// The record could not be read. The failure decides whether it is tried again.
    record Failed<T>(BitrixFailure failure) implements End<T> {}

    /// Makes a step that asks one call.
    static <T> Step<T> ask(Call call, Function<CallResult, Step<T>> next) {
        return new Ask<>(List.of(call), results -> next.apply(results.getFirst()));
    }

    /// Returns the same reading with another value.
    default <R> Step<R> map(Function<? super T, ? extends R> value) {
        return atEnd(end -> switch (end) {
            case Found<T>(var found, var alsoFound) -> new Found<>(value.apply(found), alsoFound);
            case Nothing<T> _ -> new Nothing<>();
            case Failed<T>(var failure) -> new Failed<>(failure);
        });
    }

    /// Returns the same reading with another end, which may ask further calls.
    default <R> Step<R> atEnd(Function<? super End<T>, ? extends Step<R>> other) {
        return switch (this) {
            case Ask<T>(var calls, var next, var mark) ->
                new Ask<>(calls, results -> next.apply(results).atEnd(other), mark);
            case End<T> end -> other.apply(end);
        };
    }
}
