package io.b24mirror.mirror.version;

import java.io.Serializable;
import jakarta.persistence.Embeddable;

import io.b24mirror.fetch.RecordRef;

/// The key of a stored record: its portal, and its id there.
@Embeddable
public record RecordKey(String memberId, long recordId) implements Serializable {

    /// Of the record that is referred to.
    public static RecordKey of(RecordRef record) {
        return new RecordKey(record.memberId().value(), record.id());
    }
}
