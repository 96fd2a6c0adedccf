package io.b24mirror.intake.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.intake.EventCatalog;
import io.b24mirror.intake.event.Fingerprint;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.RateLimitedLog;

import static java.util.Objects.requireNonNullElse;

/// Keeps events that are not authentic, without their secrets: an event may overtake the installation that makes it
/// authentic. Strangers can fill the quarantine, so its size and its rate are limited. What does not fit is refused and
/// not kept.
@Component
public class Quarantine {
    static final int CAPACITY = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private final RateLimitedLog lines;
    private final JdbcClient jdbc;
    private final QuarantineRate rate;
    private final ApplicationTokens portals;
    private final EventCatalog catalog;
    private final DeliveryWriter writer;
    private final JsonMapper json;

    Quarantine(JdbcClient jdbc, ApplicationTokens portals, EventCatalog catalog, DeliveryWriter writer, JsonMapper json,
            Clock clock) {
        lines = new RateLimitedLog(log, clock);
        rate = new QuarantineRate(clock);
        this.jdbc = jdbc;
        this.portals = portals;
        this.catalog = catalog;
        this.writer = writer;
        this.json = json;
    }

    /// Keeps an event if there is room for it.
    public void keep(PostedEvent event) {
        if (rate.allows()) {
            keep(event, CAPACITY);
        }
    }

    /// Keeps events that were answered before they could be authenticated. They find room beyond what strangers can
    /// fill.
    ///
    /// @return the events for which there was no room
    @Transactional
    public List<PostedEvent> keepReplayed(List<PostedEvent> events) {
        return events.stream().filter(event -> !keep(event, 2 * CAPACITY)).toList();
    }

    private boolean keep(PostedEvent event, int capacity) {
        var data = json.writeValueAsString(event.data());
        lines.info("Refused {} of portal {}: not authentic", event.code(), event.memberId());
        var token = event.auth().applicationToken();
        return jdbc.sql("""
                with kept as (
                    insert into intake.quarantine
                        (arrival, member_id, application_token_digest, event, event_handler_id, user_id, record_id,
                         event_at, received_at, data, fingerprint)
                    select cast(:arrival as uuid), :memberId, :digest, :event, :handler, :user, :record,
                           cast(:eventAt as timestamptz), cast(:receivedAt as timestamptz), cast(:data as jsonb),
                           :fingerprint
                    where (select count(*) from (select 1 from intake.quarantine limit :capacity) as kept) < :capacity
                    on conflict (arrival) do nothing
                    returning arrival
                )
                select exists (select 1 from kept)
                       or exists (select 1 from intake.quarantine where arrival = cast(:arrival as uuid))
                """)
                .param("arrival", event.arrival().toString())
                .param("memberId", event.memberId().value())
                .param("digest", token == null ? null : token.digest(), Types.VARCHAR)
                .param("event", event.code())
                .param("handler", event.eventHandlerId(), Types.BIGINT)
                .param("user", event.auth().userId(), Types.BIGINT)
                .param("record", event.recordId(), Types.BIGINT)
                .param("eventAt", requireNonNullElse(event.eventAt(), event.receivedAt()).toString())
                .param("receivedAt", event.receivedAt().toString())
                .param("data", data)
                .param("fingerprint", Fingerprint.of(event, data).bytes())
                .param("capacity", capacity)
                .query(Boolean.class)
                .single();
    }

    /// Releases the events of a portal that are authentic by what is known of it now, in the caller's transaction.
    @Transactional(propagation = Propagation.MANDATORY)
    void release(MemberId memberId) {
        var released = jdbc.sql("select distinct application_token_digest from intake.quarantine where member_id = :m")
                .param("m", memberId.value())
                .query(String.class)
                .list()
                .stream()
                .filter(digest -> digest != null && portals.isAuthentic(memberId, digest))
                .flatMap(digest -> take(memberId, digest).stream())
                .toList();
        if (!released.isEmpty()) {
            writer.write(released);
            log.info("{} events of portal {} that were refused before are authentic now", released.size(), memberId);
        }
    }

    private List<Delivery> take(MemberId memberId, String digest) {
        return jdbc.sql("""
                delete from intake.quarantine
                where member_id = :memberId and application_token_digest = :digest
                returning *
                """).param("memberId", memberId.value()).param("digest", digest).query(this::delivery).list();
    }

    private Delivery delivery(ResultSet row, int number) throws SQLException {
        var memberId = new MemberId(row.getString("member_id"));
        var event = row.getString("event");
        var recordId = row.getObject("record_id", Long.class);
        var arrival = row.getObject("arrival", UUID.class);
        var eventAt = row.getObject("event_at", OffsetDateTime.class).toInstant();
        var receivedAt = row.getObject("received_at", OffsetDateTime.class).toInstant();
        return new Delivery(arrival == null ? UUID.randomUUID() : arrival,
                Fingerprint.ofBytes(row.getBytes("fingerprint")), memberId, event,
                row.getObject("event_handler_id", Long.class), recordId, row.getObject("user_id", Long.class),
                eventAt.equals(receivedAt) ? null : eventAt, receivedAt, row.getString("data"),
                catalog.effectOf(event, memberId, recordId), null);
    }
}
