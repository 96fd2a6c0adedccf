package io.b24mirror.bitrix;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

import static java.time.ZoneOffset.UTC;

/// How many requests a portal still takes. One leaky bucket per portal, in the database: instances share it, and a
/// restart does not refill it.
///
/// Requests are booked in the order of their coming: each moves the portal's mark on by one interval, and may leave as
/// soon as the mark is at most a full bucket ahead of now.
@Component
class RequestBudget {
    private static final int MAX_QUEUE = 120;

    private final JdbcClient jdbc;
    private final BitrixProperties properties;
    private final Clock clock;

    RequestBudget(JdbcClient jdbc, BitrixProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /// Books one request.
    ///
    /// @return how long it has to wait; zero while the burst lasts
    Duration book(MemberId memberId) {
        var now = clock.instant();
        var wait = Duration.between(now, bookedUntil(memberId, now).minus(bucket()));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /// Fills the bucket, because the portal says that it is full: others may share it with us.
    void exhaust(MemberId memberId) {
        jdbc.sql("""
                update bitrix.request_budget
                set booked_until = greatest(booked_until, :full)
                where member_id = :memberId
                """)
                .param("memberId", memberId.value())
                .param("full", clock.instant().plus(bucket()).atOffset(UTC))
                .update();
    }

    private Duration bucket() {
        return properties.interval().multipliedBy(properties.rateBurst());
    }

    /// Longer than anybody queues. What is booked beyond was booked by a clock that was ahead of ours.
    private Duration queue() {
        return properties.interval().multipliedBy(MAX_QUEUE);
    }

    private Instant bookedUntil(MemberId memberId, Instant now) {
        return jdbc.sql("""
                insert into bitrix.request_budget as budget (member_id, booked_until)
                values (:memberId, cast(:now as timestamptz) + :interval * interval '1 microsecond')
                on conflict (member_id) do update
                set booked_until = least(greatest(budget.booked_until, :now), cast(:latest as timestamptz))
                                   + :interval * interval '1 microsecond'
                returning booked_until
                """)
                .param("memberId", memberId.value())
                .param("now", now.atOffset(UTC))
                .param("latest", now.plus(bucket()).plus(queue()).atOffset(UTC))
                .param("interval", properties.interval().toNanos() / 1_000)
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
