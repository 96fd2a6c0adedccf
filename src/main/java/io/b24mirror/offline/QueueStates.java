package io.b24mirror.offline;

import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Stores what is known of the portals' queues.
@Component
class QueueStates {
    private static final Logger log = LoggerFactory.getLogger(QueueStates.class);

    private final JdbcClient jdbc;
    private final Clock clock;

    QueueStates(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Returns whether the portal's plan allows rows only to be taken for good.
    boolean isBasic(MemberId memberId) {
        return jdbc.sql("select basic from offline.portal where member_id = :memberId")
                .param("memberId", memberId.value())
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /// Returns why the queue cannot be read until a person does something about it.
    Optional<String> problem(MemberId memberId) {
        return jdbc.sql("select problem from offline.portal where member_id = :memberId and problem is not null")
                .param("memberId", memberId.value())
                .query((row, _) -> row.getString(1))
                .optional();
    }

    /// Notes that the queue was read.
    void noteAnswer(MemberId memberId, boolean isBasic) {
        jdbc.sql("""
                insert into offline.portal (member_id, basic)
                values (:memberId, :basic)
                on conflict (member_id) do update
                set basic = excluded.basic, problem = null, problem_since = null
                """).param("memberId", memberId.value()).param("basic", isBasic).update();
    }

    /// Notes that the portal refuses its queue, and logs that once.
    void noteRefusal(MemberId memberId, String problem) {
        if (problem(memberId).filter(problem::equals).isPresent()) {
            return;
        }
        log.warn("Portal {} does not give away the events that it keeps for us: {}. What gets lost on its way is found "
                + "by sweeps only", memberId, problem);
        jdbc.sql("""
                insert into offline.portal (member_id, problem, problem_since)
                values (:memberId, :problem, cast(:now as timestamptz))
                on conflict (member_id) do update
                set problem = excluded.problem, problem_since = excluded.problem_since
                """)
                .param("memberId", memberId.value())
                .param("problem", problem)
                .param("now", clock.instant().toString())
                .update();
    }

    /// Forgets what a new plan, user or right may have changed.
    void forget(MemberId memberId) {
        jdbc.sql("delete from offline.portal where member_id = :memberId").param("memberId", memberId.value()).update();
    }

    /// Makes the next pass try the features of the plan again.
    void forgetPlan(MemberId memberId) {
        jdbc.sql("update offline.portal set basic = false where member_id = :memberId")
                .param("memberId", memberId.value())
                .update();
    }
}
