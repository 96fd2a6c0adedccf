package io.b24mirror.mirror.deletion;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.kind.DeletedWith;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;

import static java.util.Objects.requireNonNull;

/// Which records are deleted with those of a kind, by the description of the kinds.
@Component
class Companions {
    private final List<Companion> all;
    private final Map<String, Companion> passingOn = new HashMap<>();

    Companions(List<MirroredKind> kinds) {
        all = kinds.stream().flatMap(kind -> companions(kind.type())).toList();
        all.stream().filter(companion -> companion.passedOn() != null).forEach(companion -> {
            if (passingOn.put(companion.with().name(), companion) != null) {
                throw new IllegalStateException("Two kinds pass on deletions of " + companion.with());
            }
        });
    }

    private static Stream<Companion> companions(RecordType<?> type) {
        return type.deletedWith().stream().map(other -> new Companion(type.kind(), type.key(), other));
    }

    /// The records that are deleted with those of a kind.
    List<Companion> of(String kind) {
        return all.stream().filter(companion -> companion.with().name().equals(kind)).toList();
    }

    /// The records that pass the deletions of a kind on.
    Optional<Companion> passingOn(String kind) {
        return Optional.ofNullable(passingOn.get(kind));
    }

    /// All records that pass deletions on.
    Collection<Companion> passingOn() {
        return passingOn.values();
    }

    /// Records of a kind that are deleted with others.
    ///
    /// @param key
    ///            the column of their id
    record Companion(RecordKind kind, String key, DeletedWith other) {
        String table() {
            return "mirror." + kind.name();
        }

        RecordKind with() {
            return other.kind();
        }

        @Nullable
        String passedOn() {
            return other.passedOn();
        }

        /// The condition on which a row goes with a record, other than itself, that has an id.
        String goesWith(String row, String id) {
            var named = "%s.%s = %s".formatted(row, other.column(), id);
            return with().equals(kind) ? named + " and %s.%s <> %s".formatted(row, key, id) : named;
        }

        /// The condition on which a row passes on a deletion that was `told`.
        String passesOn(String row) {
            return """
                    %1$s.member_id = told.member_id and %2$s and %1$s.seen_at <= told.told_at and (%3$s)"""
                    .formatted(row, goesWith(row, "told.record_id"),
                            requireNonNull(passedOn()).replace("{}", row));
        }
    }
}
