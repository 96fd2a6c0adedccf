package io.b24mirror.portal;

import java.time.Clock;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/// Plans the verification of a claim inside the transaction that stores it, so that neither exists without the other.
@Component
class VerificationSchedule {
    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("verify-installation", Void.class);

    private final ObjectProvider<SchedulerClient> scheduler;
    private final Clock clock;

    VerificationSchedule(ObjectProvider<SchedulerClient> scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    void verifySoon(long installationId) {
        scheduler.getObject()
                .scheduleIfNotExists(TASK.instance(Long.toString(installationId)).build(),
                        clock.instant());
    }
}
