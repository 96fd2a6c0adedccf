package io.b24mirror.subscription;

import java.time.Duration;
import java.util.Set;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;
import io.b24mirror.subscription.Subscriptions.CheckMode;

/// Declares the background work of subscriptions, and what is deleted together with a portal.
@Configuration(proxyBeanMethods = false)
class SubscriptionConfiguration {
    private static final Duration PASS = Duration.ofHours(1);
    private static final double FIRST_RETRY_SECONDS = 5;
    private static final double MAX_RETRY_SECONDS = 3_600;

    /// After that many failures to list the subscriptions, all events are bound without listing them.
    private static final int FAILURES_BEFORE_BIND_ALL = 3;

    @Bean
    OneTimeTask<Void> bindEvents(Subscriptions subscriptions, PortalQueries portals, SelfChecks selfChecks) {
        return Tasks.oneTime(SubscriptionChecks.TASK)
                .onFailure(retry())
                .execute((_, context) -> check(context.getExecution(), subscriptions, portals, selfChecks));
    }

    /// Retries after 5 s, 8 s, 11 s …, each wait half as long again as the one before, and at most an hour.
    private static FailureHandler<Void> retry() {
        return (complete, operations) -> {
            double seconds = FIRST_RETRY_SECONDS * Math.pow(1.5, complete.getExecution().consecutiveFailures);
            operations.reschedule(complete,
                    complete.getTimeDone().plusMillis((long) (1_000 * Math.min(seconds, MAX_RETRY_SECONDS))));
        };
    }

    private static void check(Execution execution, Subscriptions subscriptions, PortalQueries portals,
            SelfChecks selfChecks) {
        var memberId = SubscriptionChecks.memberId(execution.getId());
        try {
            if (portals.isActiveApp(memberId) && subscriptions.heal(memberId, mode(execution))) {
                selfChecks.askAfterHealing(memberId);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while subscribing to portal " + memberId, e);
        }
    }

    private static CheckMode mode(Execution execution) {
        if (execution.consecutiveFailures >= FAILURES_BEFORE_BIND_ALL) {
            return CheckMode.BIND_ALL;
        }
        return SubscriptionChecks.isRepeat(execution.getId()) ? CheckMode.RETRY_REFUSED : CheckMode.NORMAL;
    }

    @Bean
    OneTimeTask<Void> askForTestEvent(SelfChecks selfChecks) {
        return Tasks.oneTime(SelfChecks.ASK)
                .onFailure(retry())
                .execute((instance, _) -> ask(selfChecks, new MemberId(instance.getId())));
    }

    private static void ask(SelfChecks selfChecks, MemberId memberId) {
        try {
            selfChecks.run(memberId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking portal " + memberId + " for a test event", e);
        }
    }

    @Bean
    OneTimeTask<Void> missTestEvent(SelfChecks selfChecks) {
        return Tasks.oneTime(SelfChecks.DEADLINE)
                .execute((instance, _) -> selfChecks.miss(Long.parseLong(instance.getId())));
    }

    @Bean
    RecurringTask<Void> checkSubscriptions(SubscriptionChecks checks) {
        return Tasks.recurring("check-subscriptions", FixedDelay.of(PASS)).execute((_, _) -> checks.checkAll());
    }

    /// A portal that removes the app forgets its subscriptions.
    @Bean
    PortalData subscriptionsAndChecks(JdbcClient jdbc) {
        return new SchemaData("subscription", PortalData.Kind.WORK, Set.of(), jdbc);
    }
}
