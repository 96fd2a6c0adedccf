package io.b24mirror.mirror.kind;

import org.jspecify.annotations.Nullable;

import io.b24mirror.fetch.RecordKind;

/// A record that others are deleted with, for example the calendar of an event. Bitrix24 announces only the deletion
/// of the former.
///
/// @param kind
///            the record's kind
/// @param column
///            the column in the table of the others that names it
/// @param passedOn
///            the condition on which a row `{}` passes the deletion on to those that are deleted with it in turn; null
///            where none does. Only one kind may pass the deletions of a kind on
public record DeletedWith(RecordKind kind, String column, @Nullable String passedOn) {

    /// A record whose deletion ends with those that belong to it.
    public DeletedWith(RecordKind kind, String column) {
        this(kind, column, null);
    }
}
