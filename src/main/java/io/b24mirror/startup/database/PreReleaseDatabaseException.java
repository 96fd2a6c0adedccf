package io.b24mirror.startup.database;

import org.flywaydb.core.api.MigrationVersion;

/// The database was created before the first release, by migrations that no longer exist.
final class PreReleaseDatabaseException extends RuntimeException {
    PreReleaseDatabaseException(MigrationVersion version) {
        super(("SPRING_DATASOURCE_URL names a database of a pre-release of b24-mirror (schema version %s), "
                + "which cannot be upgraded").formatted(version));
    }
}
