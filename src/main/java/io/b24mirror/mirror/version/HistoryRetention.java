package io.b24mirror.mirror.version;

import java.time.Clock;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

import io.b24mirror.mirror.kind.MirroredKind;

/// Drops versions that have been over long enough, if the settings say how long that is. A version that was valid at
/// some moment goes only after all that were over before that moment, so what is left is complete from one moment on.
@Component
class HistoryRetention {
    private static final Logger log = LoggerFactory.getLogger(HistoryRetention.class);

    private final List<MirroredKind> kinds;
    private final HistoryPartitions partitions;
    private final HistoryProperties properties;
    private final Clock clock;

    HistoryRetention(List<MirroredKind> kinds, HistoryPartitions partitions, HistoryProperties properties,
            Clock clock) {
        this.kinds = kinds;
        this.partitions = partitions;
        this.properties = properties;
        this.clock = clock;
    }

    void run() {
        kinds.forEach(kind -> keep(kind.kind().name()));
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
