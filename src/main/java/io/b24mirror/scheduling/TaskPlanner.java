package io.b24mirror.scheduling;

import java.time.Instant;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Plans tasks on db-scheduler. A plan becomes part of the caller's transaction if there is one.
@Component
public class TaskPlanner {
    private static final int MAX_ATTEMPTS = 5;

    // resolved late: the scheduler needs every task, and tasks need services that plan others
    private final ObjectProvider<Scheduler> scheduler;

    TaskPlanner(ObjectProvider<Scheduler> scheduler) {
        this.scheduler = scheduler;
    }

    /// Plans a task unless it is planned already.
    public void planIfAbsent(TaskInstance<Void> task, Instant at) {
        scheduler.getObject().scheduleIfNotExists(task, at);
    }

    /// Plans a task for that time, even if it was planned for another. Retries if others change the plan at the same
    /// time.
    ///
    /// @return false if the task is running, and so was not planned
    public boolean plan(TaskInstance<Void> task, Instant at) {
        try {
            for (int attempt = 1; !reschedule(task, at); attempt++) {
                if (attempt == MAX_ATTEMPTS) {
                    throw new IllegalStateException("Others keep changing the plan of " + task);
                }
            }
            return true;
        } catch (TaskInstanceCurrentlyExecutingException _) {
            return false;
        }
    }

    /// Plans a task for that time, even if it was planned for another, unless others change the plan at the same
    /// moment.
    ///
    /// @return false if the task is running, or others have planned it
    public boolean planOnce(TaskInstance<Void> task, Instant at) {
        try {
            return reschedule(task, at);
        } catch (TaskInstanceCurrentlyExecutingException _) {
            return false;
        }
    }

    /// Fails if the task came to an end, or was changed, in between.
    private boolean reschedule(TaskInstance<Void> task, Instant at) {
        try {
            return scheduler.getObject().schedule(task, at, ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (ExecutionException | TaskInstanceNotFoundException _) {
            return false;
        }
    }

    /// Returns whether a task is planned or running.
    public boolean isPlanned(TaskInstance<Void> task) {
        return scheduler.getObject().getScheduledExecution(task).isPresent();
    }

    /// Lets the scheduler look for due tasks now instead of at its next poll.
    public void runDueTasks() {
        scheduler.getObject().triggerCheckForDueExecutions();
    }
}
