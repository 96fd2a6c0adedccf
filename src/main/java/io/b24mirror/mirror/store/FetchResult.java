package io.b24mirror.mirror.store;

import java.util.List;

import io.b24mirror.fetch.Removal;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.mirror.version.Unseen;

/// What fetching a record showed.
///
/// @param <F>
///            the fields of the kind
public sealed interface FetchResult<F extends Record> {

    /// The record exists. Others of its kind that the same answer showed may come with it.
    record Present<F extends Record>(List<Observation<F>> observations) implements FetchResult<F> {

        /// The record alone.
        public Present(Observation<F> observation) {
            this(List.of(observation));
        }
    }

    /// We have a copy, but the record is not shown to any user whose token we hold: it is deleted, or not visible.
    record Hidden<F extends Record>(Unseen record) implements FetchResult<F> {}

    /// We have a copy, and the record is certainly deleted.
    record Gone<F extends Record>(Removal removal) implements FetchResult<F> {}
}
