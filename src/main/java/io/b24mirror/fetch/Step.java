package io.b24mirror.fetch;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;

/// How far the reading of one record has come. Readings advance side by side: the calls that all of them ask next share
/// batches, and equal calls are made once.
///
/// @param <T>
///            the record as its kind keeps it
public sealed interface Step<T> {

    /// These calls are needed next.
    ///
    /// @param next
    ///            takes their results in the order of the calls; it must not throw, block or call a portal
    /// @param mark
    ///            how far a long reading has come, for [RecordReader#resume]; null where beginning again costs little
    record Ask<T>(List<Call> calls, Function<List<CallResult>, Step<T>> next,
            @Nullable String mark) implements Step<T> {
        public Ask(List<Call> calls, Function<List<CallResult>, Step<T>> next) {
            this(calls, next, null);
        }
    }

    /// The record was read; it will be handed to [RecordReader#keep].
    ///
    /// @param alsoFound
    ///            other records that this reading showed and that have to be read, too
    record Found<T>(T value, List<FetchRequest> alsoFound) implements Step<T> {}

    /// There is nothing to keep, and nothing wrong with that: for example the record is known to be deleted.
    record Nothing<T>() implements Step<T> {}

    /// The record could not be read. Whether it is tried again follows from the failure.
    record Failed<T>(BitrixFailure failure) implements Step<T> {}

    /// Makes a step that asks one call.
    static <T> Step<T> ask(Call call, Function<CallResult, Step<T>> next) {
        return new Ask<>(List.of(call), results -> next.apply(results.getFirst()));
    }
}
