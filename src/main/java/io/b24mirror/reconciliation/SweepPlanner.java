package io.b24mirror.reconciliation;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.portal.PortalQueries.ServedPortal;
import io.b24mirror.reconciliation.Sweep.Kind;

/// Starts the sweeps that are due: a backfill after every verified installation, then one sweep per interval. A sweep
/// that is running when the app is installed again continues, and counts as that installation's backfill if it is one.
@Component
class SweepPlanner {
    private static final Logger log = LoggerFactory.getLogger(SweepPlanner.class);

    private final JdbcClient jdbc;
    private final PortalQueries portals;
    private final Sweeps sweeps;
    private final SweepProgress progress;
    private final SweepProperties properties;
    private final Clock clock;

    SweepPlanner(JdbcClient jdbc, PortalQueries portals, Sweeps sweeps, SweepProgress progress,
            SweepProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.portals = portals;
        this.sweeps = sweeps;
        this.progress = progress;
        this.properties = properties;
        this.clock = clock;
    }

    /// Checks all portals. May run on several instances at once.
    void run() {
        var served = portals.served();
        progress.cancelAllBut(served.stream().map(ServedPortal::memberId).toList());
        progress.advance();
        var histories = histories();
        served.stream()
                .filter(ServedPortal::isActive)
                .forEach(portal -> plan(portal, histories.get(portal.memberId())));
    }

    /// The sweeps of a portal so far.
    ///
    /// @param isRunning
    ///            whether a sweep has not finished yet
    /// @param lastStartedAt
    ///            when the last sweep of any kind started
    /// @param lastBackfillAt
    ///            when the last backfill that was not cancelled finished
    private record History(boolean isRunning, Instant lastStartedAt, @Nullable Instant lastBackfillAt) {}

    private Map<MemberId, History> histories() {
        return jdbc.sql("""
                select member_id, bool_or(finished_at is null) as is_running, max(started_at) as last_started_at,
                       max(finished_at) filter (where kind = 'BACKFILL' and outcome = 'DONE') as last_backfill_at
                from sweep.sweep
                group by member_id
                """)
                .query((row, _) -> Map.entry(new MemberId(row.getString("member_id")),
                        new History(row.getBoolean("is_running"),
                                row.getObject("last_started_at", OffsetDateTime.class).toInstant(),
                                Optional.ofNullable(row.getObject("last_backfill_at", OffsetDateTime.class))
                                        .map(OffsetDateTime::toInstant)
                                        .orElse(null))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// A portal that cannot be planned does not hold up others.
    private void plan(ServedPortal portal, @Nullable History history) {
        try {
            due(portal, history).ifPresent(kind -> sweeps.start(portal.memberId(), kind));
        } catch (RuntimeException e) {
            log.error("Could not begin a sweep of portal {}", portal.memberId(), e);
        }
    }

    private Optional<Kind> due(ServedPortal portal, @Nullable History history) {
        if (history == null) {
            return Optional.of(Kind.BACKFILL);
        }
        if (history.isRunning()) {
            return Optional.empty();
        }
        if (history.lastBackfillAt() == null || history.lastBackfillAt().isBefore(portal.installedAt())) {
            return Optional.of(Kind.BACKFILL);
        }
        boolean isDue = !clock.instant().isBefore(history.lastStartedAt().plus(properties.sweepInterval()));
        return isDue ? Optional.of(Kind.SWEEP) : Optional.empty();
    }
}
