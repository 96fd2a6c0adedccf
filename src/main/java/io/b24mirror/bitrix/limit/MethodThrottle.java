package io.b24mirror.bitrix.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Throttles the methods of a portal that used up their operating time, while all others go on.
///
/// A method is throttled until its counter is reset, which the last successful answer announced. If none did, it is
/// throttled for 1 min, then 2, 4, 8, and 10 min from then on: Bitrix24 counts over ten minutes.
@Component
public class MethodThrottle {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration MAX = Duration.ofHours(1);
    private static final Logger log = LoggerFactory.getLogger(MethodThrottle.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Cache<Method, Instant> resets = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(MAX)
            .build();

    public MethodThrottle(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record Method(MemberId memberId, String name) {}

    /// Returns the method's name as it is used here; Bitrix24 ignores the case.
    public static String name(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    /// Returns the throttled methods of a portal by their names, with the end of each throttle.
    public Map<String, Instant> of(MemberId memberId) {
        var pauses = new HashMap<String, Instant>();
        jdbc.sql("""
                select method, until
                from bitrix.method_pause
                where member_id = :memberId and until > cast(:now as timestamptz)
                """)
                .param("memberId", memberId.value())
                .param("now", clock.instant().toString())
                .query(row -> {
                    pauses.put(row.getString("method"), row.getObject("until", OffsetDateTime.class).toInstant());
                });
        return pauses;
    }

    /// Throttles methods as an answer of the portal demands.
    public void apply(MemberId memberId, OperatingTime time) {
        time.resets().forEach((method, reset) -> resets.put(new Method(memberId, method), reset));
        time.exhausted().forEach((method, until) -> begin(new Method(memberId, method), until));
    }

    private void begin(Method method, Optional<Instant> announced) {
        var now = clock.instant();
        var until = announced.or(() -> remembered(method, now))
                .map(reset -> throttleUntil(method, reset, now))
                .orElseGet(() -> throttleLonger(method, now));
        log.warn("Method {} of portal {} rests until {}: it has used up its operating time", method.name(),
                method.memberId(), until);
    }

    private Optional<Instant> remembered(Method method, Instant now) {
        return Optional.ofNullable(resets.getIfPresent(method)).filter(now::isBefore);
    }

    private Instant throttleUntil(Method method, Instant reset, Instant now) {
        var latest = now.plus(MAX);
        var until = reset.isBefore(latest) ? reset : latest;
        jdbc.sql("""
                insert into bitrix.method_pause (member_id, method, until)
                values (:memberId, :method, cast(:until as timestamptz))
                on conflict (member_id, method) do update set until = excluded.until, failures = 0
                """)
                .param("memberId", method.memberId().value())
                .param("method", method.name())
                .param("until", until.toString())
                .update();
        return until;
    }

    /// Prolongs the throttle; requests that were blocked together count as one.
    private Instant throttleLonger(Method method, Instant now) {
        return jdbc.sql("""
                insert into bitrix.method_pause as pause (member_id, method, until, failures)
                values (:memberId, :method, cast(:now as timestamptz) + :first * interval '1 second', 1)
                on conflict (member_id, method) do update
                set failures = case when pause.until > cast(:now as timestamptz) then pause.failures
                                    when pause.until + :window * interval '1 second' <= cast(:now as timestamptz) then 1
                                    else least(pause.failures, 10) + 1 end,
                    until = case when pause.until > cast(:now as timestamptz) then pause.until
                                 when pause.until + :window * interval '1 second' <= cast(:now as timestamptz)
                                 then excluded.until
                                 else cast(:now as timestamptz) + interval '1 second'
                                     * least(:window, :first * power(2, least(pause.failures, 10))) end
                returning until
                """)
                .param("memberId", method.memberId().value())
                .param("method", method.name())
                .param("now", now.toString())
                .param("first", FIRST.toSeconds())
                .param("window", WINDOW.toSeconds())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
