package io.b24mirror.portal;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The background work that deletes what is left of portals.
@Configuration(proxyBeanMethods = false)
class RemovalConfiguration {
    @Bean
    Task<Void> clearUpPortal(Farewells farewells) {
        return Tasks.custom(Farewells.TASK)
                .onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ofMinutes(1)))
                .onDeadExecutionRevive()
                .execute((instance, _) -> clearUp(farewells, new MemberId(instance.getId())));
    }

    /// What runs cannot be planned: should the portal leave again at this very moment, that is seen afterwards.
    private static CompletionHandler<Void> clearUp(Farewells farewells, MemberId memberId) {
        var next = farewells.run(memberId);
        return (complete, operations) -> {
            if (next == null) {
                operations.remove();
            } else {
                operations.reschedule(complete, next);
            }
            farewells.planIfForgotten(memberId);
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
