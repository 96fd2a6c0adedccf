package io.b24mirror.mirror.version;

import java.time.Clock;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.Kinds;

/// Drops versions that have been over long enough, if the settings say how long that is. A version that was valid at
/// some moment goes only after all that were over before that moment, so what is left is complete from one moment on.
@Component
public class HistoryRetention {
    private static final List<RecordKind> KINDS = List.of(Kinds.CALENDAR_SECTION, Kinds.CALENDAR_EVENT,
            Kinds.TIMELINE_COMMENT);
    private static final Logger log = LoggerFactory.getLogger(HistoryRetention.class);

    private final HistoryPartitions partitions;
    private final HistoryProperties properties;
    private final Clock clock;

    HistoryRetention(HistoryPartitions partitions, HistoryProperties properties, Clock clock) {
        this.partitions = partitions;
        this.properties = properties;
        this.clock = clock;
    }

    public void run() {
        KINDS.forEach(kind -> keep(kind.name()));
    }

    private void keep(String kind) {
        var now = clock.instant();
        partitions.createAhead(kind, now);
        var retention = properties.retentionHistory();
        if (retention != null) {
            int dropped = partitions.dropBefore(kind, now.minus(retention));
            if (dropped > 0) {
                log.info("Dropped {} partitions of the history of kind {}", dropped, kind);
            }
        }
    }
}
