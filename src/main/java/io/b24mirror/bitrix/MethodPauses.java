package io.b24mirror.bitrix;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Which methods of a portal rest because they used up their operating time, while all others go on. In the database:
/// instances share it, and a restart does not forget it.
@Component
class MethodPauses {
    private static final Logger log = LoggerFactory.getLogger(MethodPauses.class);

    private final JdbcClient jdbc;
    private final Clock clock;

    MethodPauses(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A method as it is written here; to Bitrix24 its case means nothing.
    static String name(String method) {
        return method.toLowerCase(Locale.ROOT);
    }

    RestingMethods of(MemberId memberId) {
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
        return new RestingMethods(pauses);
    }

    void note(MemberId memberId, Map<String, Instant> pauses) {
        pauses.forEach((method, until) -> note(memberId, method, until));
    }

    private void note(MemberId memberId, String method, Instant until) {
        jdbc.sql("""
                insert into bitrix.method_pause (member_id, method, until)
                values (:memberId, :method, cast(:until as timestamptz))
                on conflict (member_id, method) do update set until = excluded.until
                """)
                .param("memberId", memberId.value())
                .param("method", method)
                .param("until", until.toString())
                .update();
        log.warn("Method {} of portal {} rests until {}: it has used up its operating time", method, memberId, until);
    }
}
