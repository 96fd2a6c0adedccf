package io.b24mirror.mirror.comment;

import java.time.Duration;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Background work for comments.
@Configuration(proxyBeanMethods = false)
class CommentTasks {
    /// Finds something only after an upgrade, or while an instance of an older release writes beside this one.
    private static final Duration EVERY = Duration.ofMinutes(10);

    @Bean
    RecurringTask<Void> deriveComments(CommentDerivation derivation) {
        return Tasks.recurring("derive-comments", FixedDelay.of(EVERY)).execute((_, _) -> derivation.run());
    }
}
