package io.b24mirror.mirror.kind;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

/// What a kind's records are made of, and when they are deleted.
///
/// @param <F>
///            the fields
/// @param kind
///            the records; the table in schema `mirror` is named for it
/// @param key
///            the column of a record's id
/// @param fields
///            a record class whose components are the other columns of the table
/// @param translation
///            the number of the translation by which fields follow from answers; goes up whenever they follow otherwise
/// @param deletedWith
///            the records that take one of this kind along
/// @param hasViews
///            whether readers are shown different views of a record, some of them masked. The copy then keeps to one
///            view, and the content hash has a second part of what is the same in all views
/// @param fullness
///            how much a row `{}` shows, as a number
public record RecordType<F extends Record>(RecordKind kind, String key, Class<F> fields, int translation,
        List<DeletedWith> deletedWith, boolean hasViews, String fullness) {

    /// Records that every reader is shown alike, and that are deleted by themselves only.
    public RecordType(RecordKind kind, String key, Class<F> fields, int translation) {
        this(kind, key, fields, translation, List.of(), false, "0");
    }

    /// The same, deleted with other records as well.
    public RecordType<F> deletedWith(DeletedWith... others) {
        return new RecordType<>(kind, key, fields, translation, List.of(others), hasViews, fullness);
    }

    /// The same, of which readers are shown different views.
    ///
    /// @param fullness
    ///            how much a row `{}` shows, as a number
    public RecordType<F> shownInViews(String fullness) {
        return new RecordType<>(kind, key, fields, translation, deletedWith, true, fullness);
    }

    /// The columns of the fields.
    public List<FieldColumn> columns() {
        return FieldColumn.of(fields);
    }

    /// A record of this kind.
    public RecordRef ref(MemberId memberId, long id) {
        return new RecordRef(memberId, kind, id);
    }

    /// The condition on which a row is deleted with a `tombstone` of its portal.
    public String goesWith(String row) {
        return Stream.concat(Stream.of(new DeletedWith(kind, key)), deletedWith.stream())
                .collect(groupingBy(DeletedWith::kind, mapping(other -> row + "." + other.column(), toList())))
                .entrySet()
                .stream()
                .map(other -> "tombstone.kind = '%s' and tombstone.record_id in (%s)".formatted(other.getKey().name(),
                        String.join(", ", other.getValue())))
                .collect(Collectors.joining(" or "));
    }
}
