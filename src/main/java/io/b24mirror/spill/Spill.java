package io.b24mirror.spill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.secret.ContentSealer;
import io.b24mirror.settings.InvalidSettingException;

/// Keeps what PostgreSQL does not take now, sealed, on the disk of this machine, and hands it out again in order.
///
/// Every instance has a file of its own in the shared folder. If an instance no longer runs, another one replays
/// its file.
@Service
public class Spill implements SmartLifecycle {
    private static final Duration EXPIRY_INTERVAL = Duration.ofHours(1);
    private static final String PURPOSE = "b24-mirror spill";
    private static final Logger log = LoggerFactory.getLogger(Spill.class);

    private final SpillProperties properties;
    private final ContentSealer sealer;
    private final Clock clock;
    private final LongAdder kept = new LongAdder();
    private final RateLimitedLog lines;
    private final SpillReplay replay;
    private Instant expiredAt = Instant.MIN;
    private long loggedEvicted;
    private @Nullable SpillSlot slot;
    private volatile @Nullable SpillFile file;

    Spill(SpillProperties properties, ContentSealer sealer, Clock clock) {
        this.properties = properties;
        this.sealer = sealer;
        this.clock = clock;
        lines = new RateLimitedLog(log, clock);
        replay = new SpillReplay(content -> sealer.open(content, PURPOSE), lines);
    }

    /// Keeps something authentic. Takes an fsync.
    ///
    /// @return whether it is on the disk now. If not, there is no room, the disk fails, or there is no spill
    public boolean keep(byte[] content) {
        return keep(content, null);
    }

    /// Keeps something unverified. Its share of the file is limited; beyond it, older contents are evicted, those of
    /// the origins that take up most of the room first.
    ///
    /// @return whether it is on the disk now
    public boolean keepUnverified(byte[] content, Origin origin) {
        return keep(content, origin);
    }

    private boolean keep(byte[] content, @Nullable Origin stranger) {
        var own = file;
        if (own == null) {
            return false;
        }
        try {
            boolean done = own.add(sealer.seal(content, PURPOSE), stranger, clock.instant());
            if (done) {
                kept.increment();
            }
            return done;
        } catch (SpillFailedException e) {
            lines.error("Could not keep an event on this machine: {}", String.valueOf(e.getCause()));
            return false;
        }
    }

    /// Returns whether the spill can keep anything: it is switched on and has room.
    public boolean isOpen() {
        var own = file;
        return own != null && own.state().bytes() < properties.spillMaxSize().toBytes();
    }

    /// Returns what this instance's file holds.
    public SpillState state() {
        var own = file;
        return own == null ? SpillState.NOTHING : own.state();
    }

    long kept() {
        return kept.sum();
    }

    long replayed() {
        return replay.replayed();
    }

    /// Returns how many unverified contents were evicted for others.
    long evicted() {
        var own = file;
        return own == null ? 0 : own.evicted();
    }

    /// Returns how many contents could not be replayed and have expired.
    long expired() {
        return replay.expired();
    }

    /// Replays everything that waits in this instance's file now. Other threads may go on adding to it.
    ///
    /// @return how many contents were processed
    /// @throws RuntimeException
    ///             what the replayer threw; the rest goes on waiting
    public synchronized long replay(Replayer replayer) {
        var own = file;
        if (own == null) {
            return 0;
        }
        long count = replay.replay(own, replayer);
        logEvicted(own.evicted());
        if (expiredAt.isBefore(clock.instant().minus(EXPIRY_INTERVAL)) || clock.instant().isBefore(expiredAt)) {
            expiredAt = clock.instant();
            replay.expire(own);
        }
        return count;
    }

    private void logEvicted(long evicted) {
        if (evicted > loggedEvicted) {
            lines.warn("{} unverified events and installations were pushed out of the spill by others",
                    evicted - loggedEvicted);
            loggedEvicted = evicted;
        }
    }

    /// Replays the files of instances that no longer run.
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

    /// The own file is not even opened: closing any handle on a file gives up all locks of the process on it.
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
                    count = replay.replay(left, replayer);
                }
                replay.expire(left);
                isEmpty = left.state().isEmpty();
            }
            if (isEmpty) {
                Files.deleteIfExists(taken.file());
            }
            return count;
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
        warnOfVolatileDisk(directory);
        logWhatWaits();
    }

    /// SQLite's driver unpacks its library before it is first used, and the folder of temporary files may forbid
    /// running files in it.
    private static void useNativeLibraryIn(Path directory) {
        if (System.getProperty("org.sqlite.tmpdir") == null) {
            System.setProperty("org.sqlite.tmpdir", directory.toString());
        }
    }

    private static void warnOfVolatileDisk(Path directory) {
        volatileDisk(directory).ifPresent(type -> log.warn(
                "B24_SPILL_DIRECTORY, {}, lies on {}: what waits there is lost with it. Mount a volume, or set "
                        + "B24_SPILL_MAX_SIZE=0 to have events refused rather than lost",
                directory, type));
    }

    private static Optional<String> volatileDisk(Path directory) {
        try {
            return Optional.ofNullable(Map.of("tmpfs", "tmpfs, the machine's memory", "ramfs",
                    "ramfs, the machine's memory", "overlay", "the container's own layer")
                    .get(Files.getFileStore(directory).type()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private void logWhatWaits() {
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

    /// Starts before the beans that use it, and stops after them.
    @Override
    public int getPhase() {
        return -1_000;
    }
}
