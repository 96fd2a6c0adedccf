package io.b24mirror.portal.installation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalProperties;

/// Deletes claims whose time is over: decided ones after a while, the refused among them also by their number, since
/// strangers can cause them; undecided ones whose token is dead.
@Component
class ClaimRetention {
    static final int MAX_REFUSED = 10_000;

    /// Longer than any claim waits: an access token lives an hour.
    private static final Duration UNDECIDED = Duration.ofHours(3);
    private static final int CHUNK = 5_000;
    private static final Logger log = LoggerFactory.getLogger(ClaimRetention.class);

    private final JdbcClient jdbc;
    private final PortalProperties properties;
    private final Clock clock;

    ClaimRetention(JdbcClient jdbc, PortalProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    void run() {
        var now = clock.instant();
        int decided = delete("state <> 'PENDING' and decided_at < cast(:at as timestamptz)",
                now.minus(properties.retentionClaims()));
        int refused = delete("""
                state = 'REFUSED' and decided_at <= (
                    select decided_at from portal.installation
                    where state = 'REFUSED' and decided_at <= cast(:at as timestamptz)
                    order by decided_at desc offset %d limit 1
                )""".formatted(MAX_REFUSED), now);
        int dead = delete("state = 'PENDING' and received_at < cast(:at as timestamptz)", now.minus(UNDECIDED));
        if (decided + refused + dead > 0) {
            log.info("Deleted {} decided claims of installations by their age and {} refused ones by their number, "
                    + "and {} that could not be verified while their tokens lived", decided, refused, dead);
        }
    }

    private int delete(String which, Instant at) {
        int total = 0;
        int deleted;
        do {
            deleted = jdbc.sql("""
                    delete from portal.installation
                    where installation_id in (select installation_id from portal.installation where %s limit :chunk)
                    """.formatted(which)).param("at", at.toString()).param("chunk", CHUNK).update();
            total += deleted;
        } while (deleted == CHUNK);
        return total;
    }
}
