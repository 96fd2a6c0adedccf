package io.b24mirror.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class TaskPlannerIntegrationTests extends ServiceTest {
    private static final TaskInstance<Void> TASK = TaskDescriptor.of("bind-events", Void.class)
            .instance("portal-that-does-not-exist")
            .build();

    private final TaskPlanner planner;

    @Autowired
    TaskPlannerIntegrationTests(TaskPlanner planner) {
        this.planner = planner;
    }

    @Test
    void leavesAPlannedTaskAlone() {
        var soon = clock.instant().plus(Duration.ofMinutes(1));
        planner.planIfAbsent(TASK, soon);

        planner.planIfAbsent(TASK, soon.plusSeconds(60));

        assertThat(planner.isPlanned(TASK)).isTrue();
        assertThat(plannedAt()).isEqualTo(soon);
    }

    @Test
    void changesThePlanOfATask() {
        var later = clock.instant().plus(Duration.ofMinutes(2));
        planner.planIfAbsent(TASK, clock.instant().plus(Duration.ofMinutes(1)));

        assertThat(planner.plan(TASK, later)).isTrue();

        assertThat(plannedAt()).isEqualTo(later);
    }

    @Test
    void doesNotPlanATaskThatRuns() {
        planner.planIfAbsent(TASK, clock.instant().plus(Duration.ofMinutes(1)));
        jdbc.sql("update scheduler.scheduled_tasks set picked = true where task_instance = :instance")
                .param("instance", TASK.getId())
                .update();

        assertThat(planner.plan(TASK, clock.instant())).isFalse();
        assertThat(planner.planOnce(TASK, clock.instant())).isFalse();
    }

    private Instant plannedAt() {
        return jdbc.sql("select execution_time from scheduler.scheduled_tasks where task_instance = :instance")
                .param("instance", TASK.getId())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }
}
