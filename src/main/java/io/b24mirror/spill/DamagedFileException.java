package io.b24mirror.spill;

import java.sql.SQLException;

/// A file that SQLite opens, but whose pages contradict each other.
final class DamagedFileException extends SQLException {
    /// SQLite's own error codes.
    private static final int CORRUPT = 11;
    private static final int NO_DATABASE = 26;

    DamagedFileException(String damage) {
        super(damage, null, CORRUPT);
    }

    /// Returns whether a failure says that the file is damaged.
    static boolean isCause(SQLException failure) {
        int primary = failure.getErrorCode() & 0xff;
        return primary == CORRUPT || primary == NO_DATABASE;
    }
}
