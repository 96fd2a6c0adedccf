package io.b24mirror.spill;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// The only table of a spill file, accessed through its only connection.
final class SpillTable implements AutoCloseable {
    /// More free room than this is given back to the disk once nothing waits.
    private static final long WORTH_SHRINKING = 1 << 20;

    private final Connection connection;
    private SpillState state = SpillState.NOTHING;

    private SpillTable(Connection connection) {
        this.connection = connection;
    }

    /// Contents that wait.
    ///
    /// @param attempts
    ///            how many attempts failed
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(long id, byte[] content, int attempts) {}

    /// Opens a file, or creates it.
    @SuppressWarnings("resource") // belongs to the result
    static SpillTable open(Path file) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            var table = new SpillTable(connection);
            table.prepare();
            return table;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare() throws SQLException {
        // no other process opens the file, so the log needs no shared memory, which network volumes lack
        query("pragma locking_mode = exclusive");
        query("pragma journal_mode = wal");
        execute("pragma synchronous = full");
        var damage = query("pragma quick_check(1)");
        if (!"ok".equals(damage)) {
            throw new DamagedFileException(String.valueOf(damage));
        }
        execute("""
                create table if not exists spilled (
                    id         integer primary key autoincrement,
                    spilled_at integer not null,
                    verified   integer not null,
                    content    blob not null,
                    attempts   integer not null default 0,
                    problem    text
                )
                """);
        addColumns();
        execute("create index if not exists spilled_unverified on spilled (id) where not verified");
        connection.setAutoCommit(false);
        count();
        connection.commit();
    }

    /// Adds the columns that a file of an earlier version lacks.
    private void addColumns() throws SQLException {
        var known = new ArrayList<String>();
        try (var sql = connection.createStatement(); var row = sql.executeQuery("pragma table_info(spilled)")) {
            while (row.next()) {
                known.add(row.getString("name"));
            }
        }
        for (var column : List.of("source", "subject", "set_aside_at")) {
            if (!known.contains(column)) {
                execute("alter table spilled add column " + column + " integer not null default 0");
            }
        }
    }

    private void count() throws SQLException {
        try (var sql = connection.createStatement(); var row = sql.executeQuery("""
                select coalesce(sum(problem is null), 0), coalesce(sum(not verified), 0),
                       coalesce(sum(length(content)) filter (where not verified), 0),
                       coalesce(sum(problem is not null and verified), 0),
                       coalesce(sum(problem is not null and not verified), 0)
                from spilled
                """)) {
            row.next();
            state = new SpillState(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4),
                    row.getLong(5), oldest(), usedBytes());
        }
    }

    /// Retries what was set aside; unverified contents get one more attempt.
    void retrySetAside(int attemptsOfStrangers) throws SQLException {
        execute("update spilled set problem = null, attempts = iif(verified, 0, %d) where problem is not null"
                .formatted(attemptsOfStrangers));
        count();
    }

    /// Returns how many unverified bytes come from the source of new contents, plus how many claim to be about its
    /// portal. Each counts at least the size of the new contents.
    long crowd(Origin origin, int size) throws SQLException {
        return Math.max(size, unverifiedBytes("source", origin.sourceKey()))
                + Math.max(size, unverifiedBytes("subject", origin.subjectKey()));
    }

    private long unverifiedBytes(String column, long key) throws SQLException {
        return number("select coalesce(sum(length(content)), 0) from spilled where not verified and %s = %d"
                .formatted(column, key));
    }

    /// Evicts unverified contents, the oldest of the most crowded origins first, until there is enough room.
    ///
    /// @param crowd
    ///            contents of less crowded origins stay
    /// @return how many were deleted
    int evict(long crowd, int rows, long bytes) throws SQLException {
        var going = new ArrayList<Long>();
        long freed = 0;
        try (var sql = connection.prepareStatement("""
                select id, size
                from (select id, length(content) as size,
                             sum(length(content)) over (partition by source)
                             + sum(length(content)) over (partition by subject) as crowd
                      from spilled
                      where not verified)
                where crowd >= ?
                order by crowd desc, id
                """)) {
            sql.setLong(1, crowd);
            try (var row = sql.executeQuery()) {
                while ((going.size() < rows || freed < bytes) && row.next()) {
                    going.add(row.getLong(1));
                    freed += row.getLong(2);
                }
            }
        }
        delete(going);
        return going.size();
    }

    private void delete(Collection<Long> ids) throws SQLException {
        try (var sql = connection.prepareStatement("delete from spilled where id = ?")) {
            for (var id : ids) {
                sql.setLong(1, id);
                sql.executeUpdate();
            }
        }
        counted(ids.size());
    }

    /// Updates the state if anything was deleted.
    private int counted(int gone) throws SQLException {
        if (gone > 0) {
            count();
        }
        return gone;
    }

    /// Deletes what was set aside before the given time.
    ///
    /// @return how many were deleted
    int expire(boolean verified, Instant setAsideBefore) throws SQLException {
        try (var sql = connection.prepareStatement(
                "delete from spilled where problem is not null and verified = ? and set_aside_at < ?")) {
            sql.setBoolean(1, verified);
            sql.setLong(2, setAsideBefore.toEpochMilli());
            return counted(sql.executeUpdate());
        }
    }

    /// Deletes the oldest unverified contents that are set aside, until the given number is left.
    ///
    /// @return how many were deleted
    int expireBeyond(int most) throws SQLException {
        try (var sql = connection.prepareStatement("""
                delete from spilled where id in (
                    select id from spilled where problem is not null and not verified order by id desc limit -1 offset ?
                )
                """)) {
            sql.setInt(1, most);
            return counted(sql.executeUpdate());
        }
    }

    /// Returns the state after the last commit.
    SpillState state() {
        return state;
    }

    void add(byte[] content, @Nullable Origin stranger, Instant at) throws SQLException {
        try (var sql = connection.prepareStatement(
                "insert into spilled (spilled_at, verified, content, source, subject) values (?, ?, ?, ?, ?)")) {
            sql.setLong(1, at.toEpochMilli());
            sql.setBoolean(2, stranger == null);
            sql.setBytes(3, content);
            sql.setLong(4, stranger == null ? 0 : stranger.sourceKey());
            sql.setLong(5, stranger == null ? 0 : stranger.subjectKey());
            sql.executeUpdate();
        }
        state = state.plus(stranger == null, content.length);
    }

    /// Returns the contents that have waited longest, of those after the given one.
    List<Row> waiting(long afterId, int atMost) throws SQLException {
        var rows = new ArrayList<Row>();
        try (var sql = connection.prepareStatement("""
                select id, content, attempts from spilled where id > ? and problem is null order by id limit ?
                """)) {
            sql.setLong(1, afterId);
            sql.setInt(2, atMost);
            try (var row = sql.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), row.getBytes(2), row.getInt(3)));
                }
            }
        }
        return rows;
    }

    long lastId() throws SQLException {
        return number("select coalesce(max(id), 0) from spilled");
    }

    void remove(Collection<Long> ids) throws SQLException {
        try (var sql = connection
                .prepareStatement("delete from spilled where id = ? returning verified, length(content)")) {
            for (var id : ids) {
                sql.setLong(1, id);
                try (var row = sql.executeQuery()) {
                    if (row.next()) {
                        state = state.minus(row.getBoolean(1), row.getInt(2));
                    }
                }
            }
        }
    }

    void countAttempt(long id) throws SQLException {
        try (var sql = connection.prepareStatement("update spilled set attempts = attempts + 1 where id = ?")) {
            sql.setLong(1, id);
            sql.executeUpdate();
        }
    }

    /// Sets contents aside and remembers when they were first set aside.
    void setAside(Collection<Long> ids, String problem, Instant at) throws SQLException {
        try (var sql = connection.prepareStatement("""
                update spilled set problem = ?, set_aside_at = iif(set_aside_at > 0, set_aside_at, ?)
                where id = ? and problem is null
                """)) {
            for (var id : ids) {
                sql.setString(1, problem);
                sql.setLong(2, at.toEpochMilli());
                sql.setLong(3, id);
                sql.executeUpdate();
            }
        }
        count();
    }

    /// Commits; when this returns, the changes are on the disk.
    void commit() throws SQLException {
        connection.commit();
        state = state.at(oldest(), usedBytes());
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
        count();
        connection.rollback();
    }

    /// Gives free room back to the disk if it is worth it.
    void shrink() throws SQLException {
        long size = number("pragma page_count") * number("pragma page_size");
        if (size - usedBytes() < WORTH_SHRINKING) {
            return;
        }
        connection.commit();
        connection.setAutoCommit(true);
        try {
            execute("vacuum");
            query("pragma wal_checkpoint(truncate)");
        } finally {
            connection.setAutoCommit(false);
        }
    }

    private @Nullable Instant oldest() throws SQLException {
        try (var sql = connection.createStatement();
                var row = sql
                        .executeQuery("select spilled_at from spilled where problem is null order by id limit 1")) {
            return row.next() ? Instant.ofEpochMilli(row.getLong(1)) : null;
        }
    }

    private long usedBytes() throws SQLException {
        return (number("pragma page_count") - number("pragma freelist_count")) * number("pragma page_size");
    }

    private long number(String statement) throws SQLException {
        return Long.parseLong(String.valueOf(query(statement)));
    }

    private @Nullable String query(String statement) throws SQLException {
        try (var sql = connection.createStatement(); var row = sql.executeQuery(statement)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void execute(String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
