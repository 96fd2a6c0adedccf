package io.b24mirror.offline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Removal;
import io.b24mirror.intake.DeliveredChanges;
import io.b24mirror.intake.DeliveredChanges.Change;
import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.EventEffect;
import io.b24mirror.portal.MemberId;

/// Interprets rows of the queue: which records have to be fetched, and which were deleted. A row whose event was
/// posted as well needs nothing more.
@Component
class QueueEventInterpreter {
    private static final Cause CAUSE = Cause.of(Layer.OFFLINE);

    private final DeliveredChanges delivered;
    private final EventCatalog catalog;

    QueueEventInterpreter(DeliveredChanges delivered, EventCatalog catalog) {
        this.delivered = delivered;
        this.catalog = catalog;
    }

    /// @param changes
    ///            records to be fetched
    record Interpretation(QueuePass.Interpreted pass, List<FetchRequest> changes) {}

    Interpretation interpret(MemberId memberId, List<PendingRow> rows) {
        var posted = posted(memberId, rows);
        var done = new ArrayList<PendingRow>();
        var unreadable = new ArrayList<PendingRow>();
        for (var row : rows) {
            (record(memberId, row.row()).isPresent() ? done : unreadable).add(row);
        }
        var lost = done.stream().filter(row -> !posted.contains(row.no())).toList();
        return new Interpretation(new QueuePass.Interpreted(memberId, done, unreadable, removals(memberId, lost)),
                changes(memberId, lost));
    }

    private List<FetchRequest> changes(MemberId memberId, List<PendingRow> rows) {
        var changes = new ArrayList<FetchRequest>();
        for (var row : rows) {
            if (effect(memberId, row.row()) instanceof EventEffect.Changed(var record)) {
                changes.add(new FetchRequest(record, row.takenAt(), Urgency.BACKGROUND, row.row().userId(), CAUSE));
            }
        }
        return changes;
    }

    private List<Removal> removals(MemberId memberId, List<PendingRow> rows) {
        var removals = new TreeMap<RecordRef, Removal>();
        for (var row : rows) {
            if (effect(memberId, row.row()) instanceof EventEffect.Removed(var record)) {
                removals.merge(record, new Removal(record, row.takenAt(), CAUSE), QueueEventInterpreter::later);
            }
        }
        return List.copyOf(removals.values());
    }

    private static Removal later(Removal one, Removal other) {
        return one.removedAt().isAfter(other.removedAt()) ? one : other;
    }

    private Optional<RecordRef> record(MemberId memberId, QueueRow row) {
        return switch (effect(memberId, row)) {
            case EventEffect.Changed(var record) -> Optional.of(record);
            case EventEffect.Removed(var record) -> Optional.of(record);
            case EventEffect.Uninstalled _,EventEffect.Tested _,EventEffect.Signalled _,EventEffect.None _ ->
                Optional.empty();
        };
    }

    private EventEffect effect(MemberId memberId, QueueRow row) {
        return catalog.effectOf(row.event(), memberId, row.recordId());
    }

    /// Returns the numbers of the rows whose events were posted as well.
    private Collection<Long> posted(MemberId memberId, List<PendingRow> rows) {
        var changes = new HashMap<Long, Change>();
        for (var row : rows) {
            var at = row.row().at();
            if (at != null) {
                record(memberId, row.row())
                        .ifPresent(record -> changes.put(row.no(), new Change(row.row().event(), record, at)));
            }
        }
        var posted = delivered.among(memberId, changes.values());
        changes.values().removeIf(change -> !posted.contains(change));
        return changes.keySet();
    }
}
