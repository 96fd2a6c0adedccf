package io.b24mirror.bitrix.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

import static java.time.ZoneOffset.UTC;

/// The request budget of each portal: one leaky bucket per portal, in the database, so that instances share it and a
/// restart does not refill it.
///
/// Requests are booked in order of arrival: each advances the portal's mark by one interval, and may leave as soon as
/// the mark is at most a full bucket ahead of now.
///
/// Bitrix24 counts by portal and caller's address, so other programs may share a portal's bucket with us. Each time the
/// portal says that it is full, our rate is halved, down to an eighth; every two minutes without that it doubles, up to
/// the configured rate.
@Component
public class RequestBudget implements RequestHeadroom {
    private static final int MAX_QUEUE = 120;
    private static final int MAX_HALVINGS = 3;
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final BudgetProperties properties;
    private final Clock clock;

    RequestBudget(JdbcClient jdbc, BudgetProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /// Books one request.
    ///
    /// @return how long the request has to wait; zero while the burst lasts
    Duration book(MemberId memberId) {
        var now = clock.instant();
        var wait = Duration.between(now, bookedUntil(memberId, now).minus(bucket()));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /// Fills the bucket, because the portal says that it is full, and slows down, since other programs share it with
    /// us. Refusals of requests that ran at the same time count as one.
    public void exhaust(MemberId memberId) {
        var now = clock.instant();
        jdbc.sql("""
                update bitrix.request_budget
                set booked_until = greatest(booked_until, cast(:full as timestamptz)),
                    halvings = case when abs(extract(epoch from cast(:now as timestamptz) - slowed_at)) < :together
                                    then halvings
                                    else least(:max, 1 + bitrix.halvings_left(halvings, slowed_at,
                                                                              cast(:now as timestamptz)))
                               end,
                    slowed_at = cast(:now as timestamptz)
                where member_id = :memberId
                """)
                .param("memberId", memberId.value())
                .param("now", now.toString())
                .param("full", now.plus(bucket()).toString())
                .param("together", TOGETHER.toSeconds())
                .param("max", MAX_HALVINGS)
                .update();
    }

    @Override
    public boolean isLeft(MemberId memberId) {
        return jdbc.sql("""
                select coalesce(max(booked_until), '-infinity') < cast(:half as timestamptz)
                from bitrix.request_budget
                where member_id = :memberId
                """)
                .param("memberId", memberId.value())
                .param("half", clock.instant().plus(bucket().dividedBy(2)).toString())
                .query(Boolean.class)
                .single();
    }

    private Duration bucket() {
        return properties.interval().multipliedBy(properties.rateBurst());
    }

    /// Longer than any request waits. A mark beyond that was set by a clock that was ahead of ours.
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
                                   * power(2, bitrix.halvings_left(budget.halvings, budget.slowed_at, :now))
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
