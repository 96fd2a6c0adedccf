package io.b24mirror.mirror.version;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every few thousand records how far a run has come.
final class Progress {
    private static final Logger log = LoggerFactory.getLogger(Progress.class);
    private static final int STEP = 10_000;
    private static final int PERCENT = 100;

    private final String kind;
    private final long total;
    private long done;
    private long doneBefore;

    Progress(String kind, long total) {
        this.kind = kind;
        this.total = total;
    }

    void beginPass() {
        doneBefore = done;
    }

    /// Whether this pass has done anything.
    boolean isMade() {
        return done > doneBefore;
    }

    void add(int records) {
        long before = done / STEP;
        done += records;
        if (done / STEP > before) {
            log.info("Has translated {} of {} records of kind {} again ({} %)", done, total, kind,
                    Math.min(PERCENT, done * PERCENT / total));
        }
    }

    long done() {
        return done;
    }
}
