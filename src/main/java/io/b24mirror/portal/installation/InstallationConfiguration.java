package io.b24mirror.portal.installation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.removal.PortalData;

/// The background work on claims of installations.
@Configuration(proxyBeanMethods = false)
class InstallationConfiguration {
    private static final int TURNS_AT_A_TIME = 100;
    private static final Duration PASS = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration CLAIM_RETENTION = Duration.ofHours(1);

    /// A worker gives turns as long as claims wait. One that runs cannot be woken, so it looks once more after that.
    @Bean
    Task<Void> verifyInstallation(ClaimAdmission installations, ClaimQueue queue, VerificationSchedule schedule,
            Clock clock) {
        return Tasks.custom(VerificationSchedule.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(RETRY))
                .onDeadExecutionRevive()
                .execute((instance, context) -> {
                    var worker = instance.getId();
                    boolean vouchedOnly = VerificationSchedule.isForVouchedOnly(worker);
                    var next = verify(installations, queue, vouchedOnly, clock, context);
                    return (complete, operations) -> {
                        then(next).complete(complete, operations);
                        var due = queue.nextTurn(vouchedOnly, clock.instant());
                        if (due != null && (next == null || due.isBefore(next))) {
                            schedule.plan(worker, due);
                        }
                    };
                });
    }

    private static @Nullable Instant verify(ClaimAdmission installations, ClaimQueue queue, boolean vouchedOnly,
            Clock clock, ExecutionContext context) {
        for (int turn = 0; turn < TURNS_AT_A_TIME; turn++) {
            if (context.getSchedulerState().isShuttingDown()) {
                break;
            }
            if (!installations.verifyNext(vouchedOnly)) {
                return queue.nextTurn(vouchedOnly, clock.instant());
            }
        }
        return clock.instant();
    }

    /// Should an instance die between a commit and its wake-up.
    @Bean
    RecurringTask<Void> wakeVerifications(ClaimQueue queue, VerificationSchedule schedule, Clock clock) {
        return Tasks.recurring("wake-verifications", FixedDelay.of(PASS)).execute((_, _) -> {
            if (queue.hasDue(clock.instant())) {
                schedule.wake(true);
                schedule.wake(false);
            }
        });
    }

    @Bean
    RecurringTask<Void> deleteOldClaims(ClaimRetention retention) {
        return Tasks.recurring("delete-old-claims", FixedDelay.of(CLAIM_RETENTION))
                .execute((_, _) -> retention.run());
    }

    private static CompletionHandler<Void> then(@Nullable Instant next) {
        return (complete, operations) -> {
            if (next == null) {
                operations.remove();
            } else {
                operations.reschedule(complete, next);
            }
        };
    }

    /// Claims that were decided. One that waits for its decision may be the portal's way back.
    @Bean
    PortalData decidedClaims(JdbcClient jdbc) {
        return new PortalData() {
            @Override
            public String schema() {
                return "portal";
            }

            @Override
            public Kind kind() {
                return Kind.RECORDS;
            }

            @Override
            public int delete(MemberId memberId, int atMost) {
                return jdbc.sql("""
                        delete from portal.installation
                        where installation_id in (
                            select installation_id from portal.installation
                            where member_id = :memberId and state <> 'PENDING' limit :atMost
                        )
                        """).param("memberId", memberId.value()).param("atMost", atMost).update();
            }

            @Override
            public boolean hasAny(MemberId memberId) {
                return jdbc.sql("""
                        select exists (
                            select from portal.installation where member_id = :memberId and state <> 'PENDING'
                        )
                        """).param("memberId", memberId.value()).query(Boolean.class).single();
            }
        };
    }
}
