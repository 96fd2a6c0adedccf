package io.b24mirror.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.ratelimit.RateLimitedLog;

import static java.util.Objects.requireNonNullElse;

/// Keeps what nobody vouched for, without its secrets: an event may overtake the installation that makes it authentic.
/// Anybody can fill it, so it is bounded in size and in rate; what does not fit is only refused.
@Component
class Quarantine {
    static final int CAPACITY = 10_000;

    private static final Logger log = LoggerFactory.getLogger(Quarantine.class);

    private final RateLimitedLog lines;
    private final JdbcClient jdbc;
    private final QuarantineRate rate;
    private final ApplicationTokens portals;
    private final EventCatalog catalog;
    private final DeliveryWriter writer;

    Quarantine(JdbcClient jdbc, QuarantineRate rate, ApplicationTokens portals, EventCatalog catalog,
            DeliveryWriter writer, Clock clock) {
        lines = new RateLimitedLog(log, clock);
        this.jdbc = jdbc;
        this.rate = rate;
        this.portals = portals;
        this.catalog = catalog;
        this.writer = writer;
    }

    void keep(PostedEvent event, String data) {
        if (rate.allows()) {
            keep(event, data, CAPACITY);
        }
    }

    /// Keeps an event that was answered before it could be judged. There has to be room for it, beyond what strangers
    /// fill.
    ///
    /// @return false if there is none
    boolean keepReplayed(PostedEvent event, String data) {
        return keep(event, data, 2 * CAPACITY);
    }

    private boolean keep(PostedEvent event, String data, int capacity) {
        lines.info("Refused {} of portal {}: not authentic", event.code(), event.memberId());
        var token = event.auth().applicationToken();
        return jdbc
                .sql("""
                        with kept as (
                        insert into intake.quarantine
                            (arrival, member_id, application_token_digest, event, event_handler_id, user_id, record_id, event_at,
                             received_at, data, fingerprint)
                        select cast(:arrival as uuid), :memberId, :digest, :event, :handler, :user, :record, cast(:eventAt as timestamptz),
                               cast(:receivedAt as timestamptz), cast(:data as jsonb), :fingerprint
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

    /// Lets those events out, in the caller's transaction, that the portal as it is known now vouches for.
    @Transactional(propagation = Propagation.MANDATORY)
    void judgeAgain(MemberId memberId) {
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
            log.info("Portal {} vouches for {} events that were refused before", memberId, released.size());
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
