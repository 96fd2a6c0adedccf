package io.b24mirror.offline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import io.b24mirror.intake.RecordEvents;
import io.b24mirror.intake.RecordRemovals;
import io.b24mirror.portal.MemberId;

/// What rows of the queue mean for our records. A row whose event was posted as well means nothing any more.
@Component
class QueueEventInterpreter {
    private static final Cause CAUSE = Cause.of(Layer.OFFLINE);

    private final DeliveredChanges delivered;
    private final RecordRemovals recordRemovals;
    private final Map<String, RecordEvents> byCode = new HashMap<>();

    QueueEventInterpreter(DeliveredChanges delivered, List<RecordEvents> records, RecordRemovals recordRemovals) {
        this.delivered = delivered;
        this.recordRemovals = recordRemovals;
        for (var events : records) {
            events.changes().forEach(code -> byCode.put(code, events));
            events.removals().forEach(code -> byCode.put(code, events));
        }
    }

    /// @param changes
    ///            records to be read
    record Meaning(QueuePass.Understood round, List<FetchRequest> changes) {}

    Meaning of(MemberId memberId, List<PendingRow> rows) {
        var posted = posted(memberId, rows);
        var done = new ArrayList<PendingRow>();
        var unreadable = new ArrayList<PendingRow>();
        var changes = new ArrayList<FetchRequest>();
        var removals = new TreeMap<RecordRef, Removal>();
        for (var row : rows) {
            var record = record(memberId, row.row());
            (record.isPresent() ? done : unreadable).add(row);
            record.filter(_ -> !posted.contains(row.no())).ifPresent(lost -> {
                if (isRemoval(row.row())) {
                    removals.merge(lost, new Removal(lost, row.takenAt(), CAUSE), QueueEventInterpreter::later);
                } else {
                    changes.add(new FetchRequest(lost, row.takenAt(), Urgency.BACKGROUND, row.row().userId(), CAUSE));
                }
            });
        }
        return new Meaning(new QueuePass.Understood(memberId, done, unreadable, List.copyOf(removals.values())),
                changes);
    }

    private static Removal later(Removal one, Removal other) {
        return one.removedAt().isAfter(other.removedAt()) ? one : other;
    }

    private Optional<RecordRef> record(MemberId memberId, QueueRow row) {
        var events = byCode.get(row.event());
        return events == null || row.recordId() == null
                ? Optional.empty()
                : Optional.of(new RecordRef(memberId, events.kind(), row.recordId()));
    }

    private boolean isRemoval(QueueRow row) {
        var events = byCode.get(row.event());
        return events != null && events.removals().contains(row.event());
    }

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

    /// Marks records as deleted, in the caller's transaction.
    void remove(List<Removal> removals) {
        recordRemovals.remove(removals);
    }
}
