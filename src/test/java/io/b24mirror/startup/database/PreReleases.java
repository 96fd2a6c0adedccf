package io.b24mirror.startup.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.flywaydb.core.Flyway;

import io.b24mirror.testing.PostgresServer.Database;

/// What was installed before there was a release.
public final class PreReleases {
    private PreReleases() {}

    /// Makes a database as one of them left it.
    ///
    /// @param migrations
    ///            an empty directory
    public static void migrate(Database database, Path migrations) throws IOException {
        Files.writeString(migrations.resolve("V001__portal.sql"), "select 1");
        Files.writeString(migrations.resolve("V132__history.sql"), "select 1");
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .defaultSchema("flyway")
                .createSchemas(true)
                .locations("filesystem:" + migrations)
                .load()
                .migrate();
    }
}
