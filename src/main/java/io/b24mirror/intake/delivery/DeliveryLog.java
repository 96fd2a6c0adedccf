package io.b24mirror.intake.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.event.Fingerprint;

/// The log of deliveries. It stores every authentic event once and counts repeats.
@Component
class DeliveryLog {
    private final JdbcClient jdbc;
    private final EventCatalog catalog;

    DeliveryLog(JdbcClient jdbc, EventCatalog catalog) {
        this.jdbc = jdbc;
        this.catalog = catalog;
    }

    /// Stores a batch in the caller's transaction.
    ///
    /// @return the id of the delivery that each fingerprint stands for; a repeat has that of the first
    @Transactional(propagation = Propagation.MANDATORY)
    Map<Fingerprint, Long> store(Collection<Delivery> deliveries) {
        var byFingerprint = new TreeMap<Fingerprint, List<Delivery>>(
                deliveries.stream().collect(Collectors.groupingBy(Delivery::fingerprint)));
        var fresh = insert(byFingerprint.values().stream().map(List::getFirst).toList());
        var ids = new TreeMap<>(fresh);
        ids.putAll(countRepeats(byFingerprint, fresh.keySet()));
        return ids;
    }

    private Map<Fingerprint, Long> insert(List<Delivery> deliveries) {
        return byFingerprint(jdbc.sql("""
                with posted as (
                    select *
                    from unnest(cast(:fingerprints as bytea[]), cast(:memberIds as text[]), cast(:events as text[]),
                                cast(:handlers as bigint[]), cast(:kinds as text[]), cast(:ids as bigint[]),
                                cast(:users as bigint[]), cast(:eventAts as timestamptz[]),
                                cast(:receivedAts as timestamptz[]), cast(:datas as jsonb[]),
                                cast(:arrivals as uuid[]))
                         as posted (fingerprint, member_id, event, event_handler_id, record_kind, record_id, user_id,
                                    event_at, received_at, data, arrival)
                ), fresh as (
                    insert into intake.fingerprint (fingerprint, delivery_id, received_at, arrival)
                    select fingerprint, nextval('intake.delivery_id'), received_at, arrival
                    from posted
                    order by fingerprint
                    on conflict (fingerprint) do nothing
                    returning fingerprint, delivery_id
                ), logged as (
                    insert into intake.delivery
                        (delivery_id, member_id, event, event_handler_id, record_kind, record_id, user_id, event_at,
                         received_at, data, duplicates)
                    select delivery_id, member_id, event, event_handler_id, record_kind, record_id, user_id, event_at,
                           received_at, data, 0
                    from fresh
                    join posted using (fingerprint)
                )
                select fingerprint, delivery_id
                from fresh
                """)
                .param("fingerprints", array(deliveries, d -> d.fingerprint().bytes(), byte[][]::new))
                .param("memberIds", texts(deliveries, d -> d.memberId().value()))
                .param("events", texts(deliveries, Delivery::event))
                .param("handlers", array(deliveries, Delivery::eventHandlerId, Long[]::new))
                .param("kinds", texts(deliveries, this::kind))
                .param("ids", array(deliveries, Delivery::recordId, Long[]::new))
                .param("users", array(deliveries, Delivery::userId, Long[]::new))
                .param("eventAts", texts(deliveries, d -> d.eventAt().toString()))
                .param("receivedAts", texts(deliveries, d -> d.receivedAt().toString()))
                .param("datas", texts(deliveries, Delivery::data))
                .param("arrivals", texts(deliveries, d -> d.arrival().toString())));
    }

    private static Map<Fingerprint, Long> byFingerprint(JdbcClient.StatementSpec statement) {
        var ids = new TreeMap<Fingerprint, Long>();
        statement.query((row, _) -> ids.put(Fingerprint.ofBytes(row.getBytes(1)), row.getLong(2))).list();
        return ids;
    }

    private @Nullable String kind(Delivery delivery) {
        var kind = catalog.kindOf(delivery.event());
        return kind == null ? null : kind.name();
    }

    /// Counts repeats: a new event that is in the batch three times was repeated twice. A delivery whose arrival was
    /// stored or counted before is no repeat, but the same post again.
    private Map<Fingerprint, Long> countRepeats(Map<Fingerprint, List<Delivery>> byFingerprint,
            Set<Fingerprint> fresh) {
        var repeats = new ArrayList<Delivery>();
        byFingerprint.forEach((fingerprint, same) -> repeats
                .addAll(fresh.contains(fingerprint) ? same.subList(1, same.size()) : same));
        return repeats.isEmpty() ? Map.of() : addRepeats(repeats);
    }

    private Map<Fingerprint, Long> addRepeats(List<Delivery> repeats) {
        return byFingerprint(jdbc.sql("""
                with repeat as (
                    select known.fingerprint, known.received_at, known.delivery_id, known.arrival is distinct from
                           repeat.arrival as is_other, repeat.arrival, repeat.repeated_at
                    from unnest(cast(:fingerprints as bytea[]), cast(:arrivals as uuid[]),
                                cast(:receivedAts as timestamptz[])) as repeat (fingerprint, arrival, repeated_at)
                    join intake.fingerprint known on known.fingerprint = repeat.fingerprint
                ), arrived as (
                    insert into intake.arrival (arrival, received_at)
                    select arrival, repeated_at
                    from repeat
                    where is_other
                    order by arrival
                    on conflict (arrival) do nothing
                    returning arrival
                ), repeated as (
                    select received_at, delivery_id, count(distinct arrival) as count
                    from repeat
                    join arrived using (arrival)
                    group by received_at, delivery_id
                ), locked as (
                    select delivery.received_at, delivery.delivery_id, repeated.count
                    from repeated
                    join intake.delivery delivery using (received_at, delivery_id)
                    order by delivery.received_at, delivery.delivery_id
                    for update of delivery
                ), counted as (
                    update intake.delivery delivery
                    set duplicates = delivery.duplicates + locked.count
                    from locked
                    where delivery.received_at = locked.received_at and delivery.delivery_id = locked.delivery_id
                )
                select fingerprint, delivery_id
                from repeat
                """)
                .param("fingerprints", array(repeats, d -> d.fingerprint().bytes(), byte[][]::new))
                .param("arrivals", texts(repeats, d -> d.arrival().toString()))
                .param("receivedAts", texts(repeats, d -> d.receivedAt().toString())));
    }

    private static String[] texts(List<Delivery> deliveries, Function<Delivery, @Nullable String> value) {
        return array(deliveries, value, String[]::new);
    }

    private static <T> T[] array(List<Delivery> deliveries, Function<Delivery, @Nullable T> value,
            IntFunction<T[]> array) {
        return deliveries.stream().map(value).toArray(array);
    }
}
