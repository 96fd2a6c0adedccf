package io.b24mirror.mirror.deletion;

import java.time.Clock;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

import io.b24mirror.fetch.GivenUpFetches;
import io.b24mirror.intake.RecordRemovals;
import io.b24mirror.mirror.Kinds;

/// The deletions of all kinds, for tests.
public final class Deletions {
    private static final Companions COMPANIONS = new Companions(Kinds.all());

    private Deletions() {}

    /// Remembers deletions in that database.
    public static Tombstones tombstones(JdbcClient jdbc) {
        return new Tombstones(jdbc, COMPANIONS);
    }

    /// Notes what portals announce.
    public static RecordRemovals announced(Tombstones tombstones, GivenUpFetches givenUp,
            ApplicationEventPublisher events) {
        return new AnnouncedDeletions(tombstones, givenUp, events);
    }

    static UnfinishedDeletions unfinished(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new UnfinishedDeletions(jdbc, COMPANIONS, transactions, clock);
    }
}
