package io.b24mirror.fetch;

import java.util.List;

/// Reads and stores one kind of record. Implemented by the rooms that store records; one bean per kind.
///
/// @param <T>
///            the record as it is stored
public interface RecordReader<T> {

    /// The kind that this reader reads.
    RecordKind kind();

    /// Begins to read one record. May look into the database, but calls no portal: it asks by the step that it returns.
    Step<T> begin(FetchRequest request);

    /// Resumes an earlier reading of the record that did not end.
    ///
    /// @param mark
    ///            of the last step of that reading that had one; another version of the service may have written it
    default Step<T> resume(FetchRequest request, String mark) {
        return begin(request);
    }

    /// Stores what was read, in the caller's transaction, together with taking it off the list.
    ///
    /// Storing the same record twice, or an older state of it after a newer one, must change nothing. If it throws, the
    /// records are passed in again one by one, each in a transaction of its own, so that a record that cannot be stored
    /// does not hold up the others.
    ///
    /// @param records
    ///            at least one
    void keep(List<T> records);
}
