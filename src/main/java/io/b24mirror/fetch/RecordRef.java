package io.b24mirror.fetch;

import java.util.Comparator;

import io.b24mirror.portal.MemberId;

/// One record of one portal.
public record RecordRef(MemberId memberId, RecordKind kind, long id) implements Comparable<RecordRef> {
    private static final Comparator<RecordRef> ORDER = Comparator.comparing(RecordRef::memberId)
            .thenComparing(RecordRef::kind)
            .thenComparingLong(RecordRef::id);

    @Override
    public int compareTo(RecordRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + id + " of " + memberId;
    }
}
