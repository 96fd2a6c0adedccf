package io.b24mirror.mirror.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;
import io.b24mirror.sql.JsonRecordset;

/// Remembers what the events of each portal prove about the clock of its server and about the format of its dates.
///
/// Each instance keeps it in memory and writes what is new as the last thing before the transaction ends that brought
/// it, in the order of keys, so that no transaction waits for these rows longer than a commit takes. What other
/// instances have learned is read again after some minutes.
@Component
public class PortalClocks {
    private static final Logger log = LoggerFactory.getLogger(PortalClocks.class);
    private static final Duration MAX_AGE = Duration.ofMinutes(10);
    private static final Duration COUNTING_INTERVAL = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<MemberId, KnownClock> known = new ConcurrentHashMap<>();
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    public PortalClocks(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// An event as it was read.
    ///
    /// @param readAt
    ///            when the request left
    public record Sighting(RecordRef event, JsonNode raw, Instant readAt) {}

    /// What is known of a portal.
    public ServerClock of(MemberId memberId) {
        return known(memberId).clock();
    }

    /// Learns from events, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    public void learn(Collection<Sighting> sightings) {
        sightings.forEach(this::learn);
        var portals = saving().portals;
        sightings.forEach(sighting -> portals.add(sighting.event().memberId()));
    }

    private void learn(Sighting sighting) {
        var evidence = ClockEvidence.of(sighting.raw());
        if (evidence.isOdd()) {
            reportOdd(sighting, evidence);
        }
        if (evidence.date() != null && evidence.offset() != null) {
            var month = ClockMonth.of(evidence.date(), evidence.offset(), evidence.order(), sighting.readAt());
            known(sighting.event().memberId()).add(month).ifPresent(other -> report(sighting, month, other));
        }
    }

    private void reportOdd(Sighting sighting, ClockEvidence evidence) {
        var portal = sighting.event().memberId().value();
        if (reported.add("odd " + portal)) {
            log.warn(
                    "Event {} of portal {} starts on {} by its text, which its Unix time denies for any server clock;"
                            + " the text counts, as for all such events of the portal",
                    sighting.event().id(), portal,
                    evidence.date());
        }
    }

    private void report(Sighting sighting, ClockMonth month, ClockMonth other) {
        var portal = sighting.event().memberId().value();
        if (reported.add("different " + portal)) {
            log.warn(
                    "Event {} of portal {} shows a server clock at {} on {}, where other events show {}; the texts"
                            + " count, and reporting.portal_clocks shows both",
                    sighting.event().id(), portal,
                    ZoneOffset.ofTotalSeconds(month.offsetSeconds()), month.firstDate(),
                    ZoneOffset.ofTotalSeconds(other.offsetSeconds()));
        }
    }

    private KnownClock known(MemberId memberId) {
        var now = clock.instant();
        var held = known.get(memberId);
        if (held != null && held.readAt().plus(MAX_AGE).isAfter(now)) {
            return held;
        }
        var read = new KnownClock(read(memberId), now);
        return known.merge(memberId, read, (older, newer) -> newer.with(older));
    }

    private List<ClockMonth> read(MemberId memberId) {
        return jdbc.sql("""
                select month, offset_seconds, first_date, last_date, date_order, readings, last_seen_at
                from mirror.portal_clock
                where member_id = :memberId
                """).param("memberId", memberId.value()).query(PortalClocks::month).list();
    }

    private static ClockMonth month(ResultSet row, int number) throws SQLException {
        return new ClockMonth(row.getObject("month", LocalDate.class), row.getInt("offset_seconds"),
                row.getObject("first_date", LocalDate.class), row.getObject("last_date", LocalDate.class),
                order(row.getString("date_order")), row.getLong("readings"),
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable DateOrder order(@Nullable String name) {
        return name == null ? null : DateOrder.valueOf(name);
    }

    /// A month of a portal, to be saved.
    private record Row(MemberId memberId, LocalDate month, int offsetSeconds, LocalDate firstDate, LocalDate lastDate,
            @Nullable DateOrder dateOrder, long readings, Instant lastSeenAt) {
        static Row of(MemberId memberId, ClockMonth month) {
            return new Row(memberId, month.month(), month.offsetSeconds(), month.firstDate(), month.lastDate(),
                    month.dateOrder(), month.readings(), month.lastSeenAt());
        }
    }

    private void save(Collection<Row> rows) {
        jdbc.sql("""
                insert into mirror.portal_clock as held
                    (member_id, month, offset_seconds, first_date, last_date, date_order, readings, last_seen_at)
                select member_id, month, offset_seconds, first_date, last_date, date_order, readings, last_seen_at
                from jsonb_to_recordset(cast(:rows as jsonb))
                    as row(member_id text, month date, offset_seconds integer, first_date date, last_date date,
                        date_order text, readings bigint, last_seen_at timestamptz)
                order by member_id, month, offset_seconds
                on conflict (member_id, month, offset_seconds) do update
                set first_date = least(held.first_date, excluded.first_date),
                    last_date = greatest(held.last_date, excluded.last_date),
                    date_order = case when excluded.last_seen_at >= held.last_seen_at
                        then coalesce(excluded.date_order, held.date_order)
                        else coalesce(held.date_order, excluded.date_order) end,
                    readings = held.readings + excluded.readings,
                    last_seen_at = greatest(held.last_seen_at, excluded.last_seen_at)
                """).param("rows", JsonRecordset.of(rows)).update();
    }

    /// Saves what was learned in a transaction, once, as the last thing that this does.
    private final class Saving implements TransactionSynchronization {
        private final Set<MemberId> portals = new HashSet<>();
        private final Map<MemberId, List<ClockMonth>> taken = new HashMap<>();

        @Override
        public void beforeCommit(boolean readOnly) {
            var now = clock.instant();
            portals.forEach(portal -> taken.put(portal,
                    known(portal).takeUnsaved(now, now.minus(COUNTING_INTERVAL))));
            var rows = taken.entrySet()
                    .stream()
                    .flatMap(months -> months.getValue().stream().map(month -> Row.of(months.getKey(), month)))
                    .toList();
            if (!rows.isEmpty()) {
                save(rows);
            }
        }

        @Override
        public void afterCompletion(int status) {
            if (status != STATUS_COMMITTED) {
                taken.forEach((portal, months) -> known(portal).giveBack(months));
            }
        }
    }

    private Saving saving() {
        return TransactionSynchronizationManager.getSynchronizations()
                .stream()
                .flatMap(each -> each instanceof Saving saving ? Stream.of(saving) : Stream.empty())
                .findFirst()
                .orElseGet(this::newSaving);
    }

    private Saving newSaving() {
        var saving = new Saving();
        TransactionSynchronizationManager.registerSynchronization(saving);
        return saving;
    }
}
