package io.b24mirror.fetch;

import java.util.List;

/// How one kind of record is read and kept. Implemented by the rooms that keep records; one bean per kind.
///
/// @param <T>
///            the record as it is kept
public interface RecordReader<T> {

    /// The kind that this reader reads.
    RecordKind kind();

    /// Begins to read one record. May look into the database, but calls no portal: it asks by the step it returns.
    Step<T> begin(FetchRequest request);

    /// Begins where an earlier reading of the record got to, which came to no end.
    ///
    /// @param mark
    ///            of the last step of that reading that had one; possibly written by another version of the service
    default Step<T> resume(FetchRequest request, String mark) {
        return begin(request);
    }

    /// Keeps what was read, in the caller's transaction, together with taking it off the list.
    ///
    /// Keeping the same record twice, or an older state of it after a newer one, must change nothing. If it throws, the
    /// records are handed in again one by one, each in a transaction of its own, so that one which cannot be kept holds
    /// up no other.
    ///
    /// @param records
    ///            at least one
    void keep(List<T> records);
}
