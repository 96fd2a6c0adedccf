package io.b24mirror.portal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// `b24.portals`: how many portals are in which state, so that one which needs reauthorization can raise an alarm;
/// `b24.portals.suspended`: how many of them are left alone; and `b24.portals.refused`: how many refuse the app. All
/// instances tell the same. Unknown (NaN) while the database is away.
@Component
class PortalGauges implements MeterBinder {
    private static final List<String> STATES = List.of("PENDING", "ACTIVE", "NEEDS_REAUTHORIZATION", "UNINSTALLED");

    /// Counted besides their states, and no states themselves.
    private static final String SUSPENDED = "suspended";
    private static final String REFUSED = "refused";

    /// All gauges are read together: they are counted once, and a database that is away is waited for once.
    private static final Duration SAME_READING = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final Clock clock;
    private @Nullable Map<String, Integer> counts;
    private Instant countedAt = Instant.MIN;

    PortalGauges(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        STATES.forEach(state -> Gauge.builder("b24.portals", () -> count(state))
                .description("Bitrix24 portals by state")
                .tag("state", state)
                .register(registry));
        Gauge.builder("b24.portals.suspended", () -> count(SUSPENDED))
                .description("Bitrix24 portals that an operator suspended")
                .register(registry);
        Gauge.builder("b24.portals.refused", () -> count(REFUSED))
                .description("Bitrix24 portals that refuse the app")
                .register(registry);
    }

    private synchronized double count(String state) {
        var now = clock.instant();
        if (now.isBefore(countedAt) || now.isAfter(countedAt.plus(SAME_READING))) {
            counts = count();
            countedAt = now;
        }
        return counts == null ? Double.NaN : counts.getOrDefault(state, 0);
    }

    private @Nullable Map<String, Integer> count() {
        try {
            var all = new HashMap<String, Integer>();
            jdbc.sql("""
                    select state, count(*) as portals, count(suspended_at) as suspended, count(refused_since) as refused
                    from reporting.portals
                    group by state
                    """).query(row -> {
                all.put(row.getString("state"), row.getInt("portals"));
                all.merge(SUSPENDED, row.getInt("suspended"), Integer::sum);
                all.merge(REFUSED, row.getInt("refused"), Integer::sum);
            });
            return all;
        } catch (DataAccessException _) {
            return null;
        }
    }
}
