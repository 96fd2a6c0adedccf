package io.b24mirror.spill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.spill.SpillTable.Row;

/// Replays the contents of spill files, and sets aside those that cannot be processed.
final class SpillReplay {
    /// So many attempts may fail before something is set aside.
    static final int MAX_ATTEMPTS = 5;

    private static final int BATCH = 300;

    private static final Logger log = LoggerFactory.getLogger(SpillReplay.class);

    private final Function<byte[], Optional<byte[]>> opener;
    private final RateLimitedLog lines;
    private final LongAdder replayed = new LongAdder();
    private final LongAdder expired = new LongAdder();

    /// @param opener
    ///            opens sealed contents
    SpillReplay(Function<byte[], Optional<byte[]>> opener, RateLimitedLog lines) {
        this.opener = opener;
        this.lines = lines;
    }

    long replayed() {
        return replayed.sum();
    }

    long expired() {
        return expired.sum();
    }

    /// Replays everything that waits in a file now.
    ///
    /// @return how many contents were processed
    long replay(SpillFile from, Replayer replayer) {
        long count = 0;
        long after = 0;
        long end = from.lastId();
        while (after < end) {
            var rows = from.waiting(after, BATCH);
            if (rows.isEmpty()) {
                break;
            }
            count += replay(from, rows, replayer);
            after = rows.getLast().id();
        }
        return count;
    }

    private int replay(SpillFile from, List<Row> rows, Replayer replayer) {
        var opened = new ArrayList<Row>();
        var contents = new ArrayList<byte[]>();
        var broken = new ArrayList<Long>();
        for (var row : rows) {
            opener.apply(row.content()).ifPresentOrElse(content -> {
                opened.add(row);
                contents.add(content);
            }, () -> broken.add(row.id()));
        }
        setAside(from, broken,
                "it does not open: is B24_ENCRYPTION_KEYSET the keyset it was sealed with, is the disk sound?");
        if (contents.isEmpty()) {
            return 0;
        }
        return settle(from, opened, replayer.replay(contents));
    }

    private int settle(SpillFile from, List<Row> rows, Map<Integer, String> problems) {
        var done = new ArrayList<Long>();
        for (int i = 0; i < rows.size(); i++) {
            var problem = problems.get(i);
            if (problem == null) {
                done.add(rows.get(i).id());
            } else {
                onFailure(from, rows.get(i), problem);
            }
        }
        from.remove(done);
        replayed.add(done.size());
        return done.size();
    }

    private void onFailure(SpillFile from, Row row, String problem) {
        if (row.attempts() + 1 < MAX_ATTEMPTS) {
            from.countAttempt(row.id());
        } else {
            setAside(from, List.of(row.id()), problem);
        }
    }

    private void setAside(SpillFile from, List<Long> ids, String problem) {
        if (!ids.isEmpty()) {
            from.setAside(ids, problem);
            lines.error("{} events of the spill are set aside, {} in all, until the next start. The reason: {}",
                    ids.size(), from.state().setAside() + from.state().setAsideUnverified(), problem);
        }
    }

    /// Deletes what was set aside long ago.
    void expire(SpillFile from) {
        int gone = from.expire();
        if (gone > 0) {
            expired.add(gone);
            log.warn(
                    "{} events of the spill that could not be replayed are deleted: unverified ones after "
                            + "a week, or beyond the newest {}, others after a year",
                    gone, SpillFile.MAX_UNVERIFIED_ASIDE);
        }
    }
}
