package io.b24mirror.spill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

import io.b24mirror.portal.ContentSealer;
import io.b24mirror.portal.InvalidSettingException;
import io.b24mirror.spill.SpillTable.Row;

/// Keeps what PostgreSQL does not take now, sealed, on the disk of this machine, and hands it out again in order.
///
/// Every instance has a file of its own in the shared folder. What an instance left that is no more is replayed by
/// another one.
@Service
public class Spill implements SmartLifecycle {
    /// So often may something fail to be dealt with before it is set aside.
    static final int MAX_ATTEMPTS = 5;
    static final int BATCH = 300;

    private static final String PURPOSE = "b24-mirror spill";
    private static final Logger log = LoggerFactory.getLogger(Spill.class);

    private final SpillProperties properties;
    private final ContentSealer sealer;
    private final Clock clock;
    private final LongAdder kept = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private @Nullable SpillSlot slot;
    private volatile @Nullable SpillFile file;

    Spill(SpillProperties properties, ContentSealer sealer, Clock clock) {
        this.properties = properties;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Keeps something; takes an fsync.
    ///
    /// @param verified
    ///            whether somebody vouches for it; of what nobody vouches for only so much is taken
    /// @return whether it is on the disk now. If not, there is no room, the disk fails, or there is no spill
    public boolean keep(byte[] content, boolean verified) {
        var own = file;
        if (own == null) {
            return false;
        }
        try {
            boolean done = own.add(sealer.seal(content, PURPOSE), verified, clock.instant());
            if (done) {
                kept.increment();
            }
            return done;
        } catch (SpillFailedException e) {
            log.error("Could not keep an event on this machine: {}", String.valueOf(e.getCause()));
            return false;
        }
    }

    /// Whether it can keep something at all: it is switched on and has room.
    public boolean isOpen() {
        var own = file;
        return own != null && own.state().bytes() < properties.spillMaxSize().toBytes();
    }

    /// What this instance's file holds.
    public SpillState state() {
        var own = file;
        return own == null ? SpillState.NOTHING : own.state();
    }

    long kept() {
        return kept.sum();
    }

    long replayed() {
        return replayed.sum();
    }

    /// Has everything dealt with that waits in this instance's file now; others may go on adding to it.
    ///
    /// @return how many were
    /// @throws RuntimeException
    ///             what the replayer threw; the rest waits on
    public synchronized long replay(Replayer replayer) {
        var own = file;
        return own == null ? 0 : replay(own, replayer);
    }

    /// The same for the files of instances that are no more.
    public synchronized long replayOrphans(Replayer replayer) {
        if (file == null) {
            return 0;
        }
        long count = 0;
        try {
            for (int number : SpillSlot.numbers(properties.directory())) {
                if (!isOwn(number)) {
                    count += replayOrphan(number, replayer);
                }
            }
        } catch (IOException | SQLException e) {
            log.warn("Could not look for files of other instances in {}: {}", properties.directory(), e.toString());
        }
        return count;
    }

    /// Not even looked at: to close a file is to give up the process's locks on it, whoever holds them.
    private boolean isOwn(int number) {
        return slot != null && slot.number() == number;
    }

    private long replayOrphan(int number, Replayer replayer) throws IOException, SQLException {
        var orphan = SpillSlot.take(properties.directory(), number);
        if (orphan.isEmpty()) {
            return 0;
        }
        try (var taken = orphan.get()) {
            long count = 0;
            boolean isEmpty;
            try (var left = SpillFile.open(taken.file(), properties.spillMaxSize().toBytes(), clock)) {
                if (left.state().waiting() > 0) {
                    log.info("{} events wait in {} of an instance that is no more: replaying them",
                            left.state().waiting(), taken.file());
                    count = replay(left, replayer);
                }
                isEmpty = left.state().waiting() == 0 && left.state().setAside() == 0;
            }
            if (isEmpty) {
                Files.deleteIfExists(taken.file());
            }
            return count;
        }
    }

    private long replay(SpillFile from, Replayer replayer) {
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
            sealer.open(row.content(), PURPOSE).ifPresentOrElse(content -> {
                opened.add(row);
                contents.add(content);
            }, () -> broken.add(row.id()));
        }
        setAside(from, broken,
                "it does not open: is B24_ENCRYPTION_KEYSET the keyset it was sealed with, is the disk sound?");
        if (contents.isEmpty()) {
            return 0;
        }
        var failed = new TreeMap<>(replayer.replay(contents));
        var done = new ArrayList<Long>();
        for (int i = 0; i < opened.size(); i++) {
            var problem = failed.get(i);
            if (problem == null) {
                done.add(opened.get(i).id());
            } else {
                onFailure(from, opened.get(i), problem);
            }
        }
        from.remove(done);
        replayed.add(done.size());
        return done.size();
    }

    private static void onFailure(SpillFile from, Row row, String problem) {
        if (row.attempts() + 1 < MAX_ATTEMPTS) {
            from.countAttempt(row.id());
        } else {
            setAside(from, List.of(row.id()), problem);
        }
    }

    private static void setAside(SpillFile from, List<Long> ids, String problem) {
        if (!ids.isEmpty()) {
            from.setAside(ids, problem);
            log.error("{} events of the spill are set aside, {} in all, until the next start. The reason: {}",
                    ids.size(), from.state().setAside(), problem);
        }
    }

    @Override
    public void start() {
        if (!properties.isOn()) {
            log.warn("B24_SPILL_MAX_SIZE is 0: while PostgreSQL is away, events are refused, and Bitrix24 sends once");
            return;
        }
        var directory = properties.directory();
        try {
            Files.createDirectories(directory);
            var taken = SpillSlot.takeFree(directory);
            slot = taken;
            useNativeLibraryIn(directory);
            var own = SpillFile.open(taken.file(), properties.spillMaxSize().toBytes(), clock);
            own.retrySetAside();
            file = own;
        } catch (IOException | SQLException e) {
            throw new InvalidSettingException("B24_SPILL_DIRECTORY", "names a folder that cannot be used: %s (%s)"
                    .formatted(directory, e));
        }
        warnOfForgetfulDisk(directory);
        tellWhatWaits();
    }

    /// SQLite's driver unpacks its library before it is first used, and the folder of temporary files may forbid to run
    /// what lies there.
    private static void useNativeLibraryIn(Path directory) {
        if (System.getProperty("org.sqlite.tmpdir") == null) {
            System.setProperty("org.sqlite.tmpdir", directory.toString());
        }
    }

    private static void warnOfForgetfulDisk(Path directory) {
        forgetfulDisk(directory).ifPresent(type -> log.warn(
                "B24_SPILL_DIRECTORY, {}, lies on {}: what waits there is lost with it. Mount a volume, or set "
                        + "B24_SPILL_MAX_SIZE=0 to have events refused rather than lost",
                directory, type));
    }

    private static Optional<String> forgetfulDisk(Path directory) {
        try {
            return Optional.ofNullable(Map.of("tmpfs", "tmpfs, the machine's memory", "ramfs",
                    "ramfs, the machine's memory", "overlay", "the container's own layer")
                    .get(Files.getFileStore(directory).type()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private void tellWhatWaits() {
        long waiting = state().waiting();
        if (waiting > 0) {
            log.info("{} events wait in {} to be replayed", waiting, properties.directory());
        }
    }

    @Override
    public void stop() {
        var own = file;
        file = null;
        if (own != null) {
            own.close();
        }
        var taken = slot;
        slot = null;
        if (taken != null) {
            try {
                taken.close();
            } catch (IOException e) {
                log.warn("The spill's lock was not released: {}", e.getMessage());
            }
        }
    }

    @Override
    public boolean isRunning() {
        return file != null;
    }

    /// Before whoever uses it, and after.
    @Override
    public int getPhase() {
        return -1_000;
    }
}
