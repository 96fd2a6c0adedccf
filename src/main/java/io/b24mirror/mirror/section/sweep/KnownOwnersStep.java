package io.b24mirror.mirror.section.sweep;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.section.CalendarOwner;
import io.b24mirror.mirror.section.sweep.KnownOwnersStep.After;
import io.b24mirror.portal.MemberId;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Adds the owners of calendars that we hold, some at a time: a user or group that has vanished from the lists would
/// not be looked at otherwise. Asks nothing.
@Component
class KnownOwnersStep implements StepHandler<After, After> {
    private static final StepType<After> TYPE = new StepType<>("known_owners", After.class);
    private static final int CHUNK = 500;

    static final NewStep FIRST = NewStep.of(TYPE, new After("", 0));

    private final JdbcClient jdbc;
    private final SweepSteps steps;

    KnownOwnersStep(JdbcClient jdbc, SweepSteps steps) {
        this.jdbc = jdbc;
        this.steps = steps;
    }

    /// Those that come after this one.
    record After(String type, long id) {}

    @Override
    public StepType<After> type() {
        return TYPE;
    }

    @Override
    public Step<After> begin(SweepStep<After> step) {
        return new Step.Found<>(step.payload(), List.of());
    }

    @Override
    public void keep(List<Done<After, After>> found) {
        found.forEach(done -> {
            var sweep = done.step().sweep();
            var owners = owners(sweep.memberId(), done.value());
            steps.add(sweep, owners.stream().map(OwnerStep::of).toList());
            if (owners.size() == CHUNK) {
                var last = owners.getLast();
                steps.add(sweep, List.of(NewStep.of(TYPE, new After(last.type(), last.id()))));
            }
        });
    }

    private List<CalendarOwner> owners(MemberId memberId, After after) {
        return jdbc.sql("""
                select distinct calendar_type as type, owner_id as id
                from mirror.calendar_section
                where member_id = :memberId and calendar_type is not null and owner_id is not null
                    and (calendar_type, owner_id) > (:type, :id)
                order by 1, 2
                limit :chunk
                """)
                .param("memberId", memberId.value())
                .param("type", after.type())
                .param("id", after.id())
                .param("chunk", CHUNK)
                .query((row, _) -> new CalendarOwner(row.getString("type"), row.getLong("id")))
                .list();
    }
}
