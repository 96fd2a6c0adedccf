package io.b24mirror.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.Removal;

import static java.util.Objects.requireNonNull;

/// Passes removals on to the rooms that keep the records.
@Component
public class RecordRemovals {
    private final Map<RecordKind, RecordEvents> events;

    RecordRemovals(List<RecordEvents> events) {
        this.events = events.stream().collect(Collectors.toMap(RecordEvents::kind, kind -> kind));
    }

    /// Marks records as deleted, in the caller's transaction, one kind after the other.
    ///
    /// @param removals
    ///            at most one per record, in the order of the records
    public void remove(Collection<Removal> removals) {
        var byKind = new TreeMap<RecordKind, List<Removal>>();
        removals.forEach(removal -> byKind.computeIfAbsent(removal.record().kind(), _ -> new ArrayList<>())
                .add(removal));
        byKind.forEach((kind, some) -> requireNonNull(events.get(kind), "A removal is of a kind in the catalog")
                .remove(some));
    }
}
