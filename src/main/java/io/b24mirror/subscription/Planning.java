package io.b24mirror.subscription;

import java.time.Instant;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Plans work at a time, whatever it was planned for before.
@Component
class Planning {
    private static final int ATTEMPTS = 5;

    private final ObjectProvider<SchedulerClient> scheduler;

    Planning(ObjectProvider<SchedulerClient> scheduler) {
        this.scheduler = scheduler;
    }

    /// Plans the work, unless it is being done at this moment.
    ///
    /// @return whether it is planned
    boolean plan(TaskInstance<Void> work, Instant at) {
        try {
            for (int attempt = 1; !isReplaced(work, at); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new IllegalStateException("Others change the plan of " + work + " all the time");
                }
            }
            return true;
        } catch (TaskInstanceCurrentlyExecutingException _) {
            return false;
        }
    }

    /// Fails if the work came to an end in between.
    private boolean isReplaced(TaskInstance<Void> work, Instant at) {
        try {
            return scheduler.getObject().schedule(work, at, ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (ExecutionException | TaskInstanceNotFoundException _) {
            return false;
        }
    }
}
