package io.b24mirror.startup.database;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/// Refuses databases with migrations older than the oldest of this release: they were created before the first release
/// and cannot be upgraded.
final class BaselineCheck {
    private BaselineCheck() {}

    /// Refuses such a database before anything in it is changed.
    static void check(Flyway flyway) {
        var all = flyway.info().all();
        var first = versions(all, MigrationState::isResolved).min(Comparator.naturalOrder());
        first.flatMap(version -> newestBefore(version, all)).ifPresent(version -> {
            throw new PreReleaseDatabaseException(version);
        });
    }

    private static Optional<MigrationVersion> newestBefore(MigrationVersion first, MigrationInfo[] all) {
        return versions(all, MigrationState::isApplied)
                .filter(version -> version.compareTo(first) < 0)
                .max(Comparator.naturalOrder());
    }

    private static Stream<MigrationVersion> versions(MigrationInfo[] all, Predicate<MigrationState> state) {
        return Arrays.stream(all)
                .filter(migration -> migration.isVersioned() && state.test(migration.getState()))
                .map(MigrationInfo::getVersion);
    }
}
