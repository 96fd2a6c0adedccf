package io.b24mirror.spill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.b24mirror.spill.SpillTable.Row;

/// A file of a spill. One thread owns it and executes all tasks that have gathered in one commit, so that one fsync
/// serves every caller that waits.
///
/// A damaged file is moved aside, and a new one takes its place, so that what comes in is still kept.
final class SpillFile implements AutoCloseable {
    /// Limits the number and the share of unverified contents, because strangers can send them.
    static final int MAX_UNVERIFIED = 10_000;
    static final int UNVERIFIED_SHARE = 10;

    /// Limits how many unverified contents may be set aside.
    static final int MAX_UNVERIFIED_ASIDE = 1_000;

    /// Evicting takes some milliseconds, so it frees a twentieth of that share at once.
    private static final int CHUNKS = 20;

    /// How long contents that cannot be replayed are kept.
    private static final Duration UNVERIFIED_ASIDE = Duration.ofDays(7);
    private static final Duration VERIFIED_ASIDE = Duration.ofDays(365);

    private static final int MAX_GROUP = 1_000;
    /// The size of a row besides its content.
    private static final int ROW_BYTES = 64;
    private static final Logger log = LoggerFactory.getLogger(SpillFile.class);

    private final Path path;
    private final long maxBytes;
    private final Clock clock;
    private final BlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private SpillTable table;
    private final LongAdder evicted = new LongAdder();
    private long bytesInGroup;
    private volatile SpillState state;
    private volatile boolean open = true;

    private SpillFile(Path path, long maxBytes, Clock clock) throws SQLException {
        this.path = path;
        this.maxBytes = maxBytes;
        this.clock = clock;
        table = openOrReplace();
        state = table.state();
        thread = Thread.ofPlatform().name("spill-" + path.getFileName()).daemon().start(this::work);
    }

    /// Opens a file that no other process has open.
    static SpillFile open(Path path, long maxBytes, Clock clock) throws SQLException {
        return new SpillFile(path, maxBytes, clock);
    }

    private SpillTable openOrReplace() throws SQLException {
        try {
            return SpillTable.open(path);
        } catch (SQLException e) {
            if (!DamagedFileException.isCause(e)) {
                throw e;
            }
            moveAside(e);
            return SpillTable.open(path);
        }
    }

    private void moveAside(SQLException damage) {
        var aside = path + ".damaged-" + clock.instant().toString().replace(":", "");
        log.error("{} is damaged ({}); it is moved to {}, and a new one begun. What waited in it is not replayed: "
                + "sqlite3's .recover may read it", path,
                String.valueOf(damage.getMessage()).lines().findFirst().orElse("?"), aside);
        try {
            for (var suffix : List.of("", "-wal", "-shm")) {
                var part = Path.of(path + suffix);
                if (Files.exists(part)) {
                    Files.move(part, Path.of(aside + suffix));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not move a damaged file aside", e);
        }
    }

    /// Returns what the file holds now.
    SpillState state() {
        return state;
    }

    /// Keeps contents.
    ///
    /// @param stranger
    ///            the origin of unverified contents; older ones of origins that take up more room make way for them;
    ///            null if they are authentic
    /// @return whether they are on the disk now; if not, there was no room
    boolean add(byte[] content, @Nullable Origin stranger, Instant at) {
        return await(submit(table -> {
            if (stranger != null && !hasRoomForStranger(table, content.length)) {
                makeRoom(table, stranger, content.length);
            }
            if (!hasRoom(table, content.length) || (stranger != null && !hasRoomForStranger(table, content.length))) {
                return false;
            }
            table.add(content, stranger, at);
            bytesInGroup += content.length + ROW_BYTES;
            return true;
        }));
    }

    private boolean hasRoom(SpillTable table, int size) {
        return table.state().bytes() + bytesInGroup + size + ROW_BYTES <= maxBytes;
    }

    private boolean hasRoomForStranger(SpillTable table, int size) {
        return table.state().unverified() < MAX_UNVERIFIED
                && table.state().unverifiedBytes() + size <= maxBytes / UNVERIFIED_SHARE;
    }

    private void makeRoom(SpillTable table, Origin stranger, int size) throws SQLException {
        boolean tooMany = table.state().unverified() >= MAX_UNVERIFIED;
        long tooLarge = table.state().unverifiedBytes() + size - maxBytes / UNVERIFIED_SHARE;
        int gone = table.evict(table.crowd(stranger, size), tooMany ? MAX_UNVERIFIED / CHUNKS : 1,
                tooLarge > 0 ? Math.max(tooLarge, maxBytes / UNVERIFIED_SHARE / CHUNKS) : 0);
        evicted.add(gone);
    }

    /// Returns how many unverified contents were evicted for others.
    long evicted() {
        return evicted.sum();
    }

    /// Deletes what was set aside long ago, and the oldest of what is beyond the limit.
    ///
    /// @return how many contents were deleted
    int expire() {
        return await(submit(table -> {
            var now = clock.instant();
            return table.expire(false, now.minus(UNVERIFIED_ASIDE)) + table.expire(true, now.minus(VERIFIED_ASIDE))
                    + table.expireBeyond(MAX_UNVERIFIED_ASIDE);
        }));
    }

    /// Returns the contents that have waited longest, of those after the given one.
    List<Row> waiting(long afterId, int atMost) {
        return await(submit(table -> table.waiting(afterId, atMost)));
    }

    /// Returns the id of the newest contents.
    long lastId() {
        return await(submit(SpillTable::lastId));
    }

    void remove(Collection<Long> ids) {
        await(submit(table -> {
            table.remove(ids);
            return true;
        }));
    }

    /// Retries what was set aside, because a restart may have removed the cause.
    void retrySetAside() {
        await(submit(table -> {
            table.retrySetAside(SpillReplay.MAX_ATTEMPTS - 1);
            return true;
        }));
    }

    void countAttempt(long id) {
        await(submit(table -> {
            table.countAttempt(id);
            return true;
        }));
    }

    void setAside(Collection<Long> ids, String problem) {
        await(submit(table -> {
            table.setAside(ids, problem, clock.instant());
            return true;
        }));
    }

    private interface Work<T> {
        T in(SpillTable table) throws SQLException;
    }

    private static final class Task<T> {
        private final Work<T> work;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Runnable completion = () -> {};

        private Task(Work<T> work) {
            this.work = work;
        }

        private void run(SpillTable table) throws SQLException {
            T value = work.in(table);
            completion = () -> result.complete(value);
        }
    }

    private <T> CompletableFuture<T> submit(Work<T> work) {
        var task = new Task<>(work);
        tasks.add(task);
        if (!open) {
            failTasks();
        }
        return task.result;
    }

    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new SpillFailedException(e.getCause());
        }
    }

    private void work() {
        while (open || !tasks.isEmpty()) {
            try {
                var first = tasks.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    commit(gather(first));
                }
            } catch (InterruptedException _) {
                break;
            }
        }
        closeTable();
        failTasks();
    }

    private List<Task<?>> gather(Task<?> first) {
        var group = new ArrayList<Task<?>>();
        group.add(first);
        tasks.drainTo(group, MAX_GROUP - 1);
        return group;
    }

    private void commit(List<Task<?>> group) {
        try {
            long waited = state.waiting();
            bytesInGroup = 0;
            for (var task : group) {
                task.run(table);
            }
            table.commit();
            state = table.state();
            group.forEach(task -> task.completion.run());
            if (waited > 0 && state.waiting() == 0) {
                table.shrink();
            }
        } catch (SQLException | RuntimeException e) {
            onFailure(group, e);
        }
    }

    /// Executes the tasks of a group one by one, because the group may have failed for one of them.
    private void onFailure(List<Task<?>> group, Exception failure) {
        recover(failure);
        var unfinished = group.stream().filter(task -> !task.result.isDone()).toList();
        if (unfinished.size() > 1) {
            unfinished.forEach(task -> commit(List.of(task)));
        } else {
            unfinished.forEach(task -> task.result.completeExceptionally(failure));
        }
    }

    private void recover(Exception failure) {
        try {
            if (failure instanceof SQLException sql && DamagedFileException.isCause(sql)) {
                table.close();
                moveAside(sql);
                table = SpillTable.open(path);
            } else {
                table.rollback();
            }
            state = table.state();
        } catch (SQLException | RuntimeException e) {
            log.error("{} cannot be used any more: {}", path, e.getMessage());
        }
    }

    private void closeTable() {
        try {
            table.close();
        } catch (SQLException e) {
            log.warn("{} did not close: {}", path, e.getMessage());
        }
    }

    private void failTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.result.completeExceptionally(new IllegalStateException("The spill is closed"));
        }
    }

    /// Executes the tasks that wait, then closes the file.
    @Override
    public void close() {
        open = false;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
