package io.b24mirror.mirror.comment.sweep;

import java.util.List;

import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.comment.sweep.CommentSweep.After;
import io.b24mirror.portal.MemberId;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Adds a step for every CRM item that we know by a comment or by an event linked with it, some at a time: Bitrix24
/// lists comments by item only. Asks nothing.
///
/// An item in the recycle bin does not come back under its id, and its row there is none to list, see [RecycleBinStep].
@Component
class CommentSweep implements StepHandler<After, After> {
    private static final StepType<After> TYPE = new StepType<>("crm_items", After.class);
    private static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final SweepSteps steps;

    CommentSweep(JdbcClient jdbc, SweepSteps steps) {
        this.jdbc = jdbc;
        this.steps = steps;
    }

    /// Those that come after this one.
    record After(String type, long id) {}

    @EventListener
    void on(Sweep.Surveyed surveyed) {
        steps.add(surveyed.sweep(), List.of(NewStep.of(TYPE, new After("", 0))));
    }

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
            var items = items(sweep.memberId(), done.value());
            steps.add(sweep, items.stream()
                    .filter(item -> !item.binding().inRecycleBin())
                    .map(item -> NewStep.once(CrmItemStep.TYPE, item.type() + "/" + item.id(), item))
                    .toList());
            if (items.size() == CHUNK) {
                var last = items.getLast();
                steps.add(sweep, List.of(NewStep.of(TYPE, new After(last.type(), last.id()))));
            }
        });
    }

    /// Requisites are linked with events, but have no timeline.
    private List<CrmItemStep.Item> items(MemberId memberId, After after) {
        return jdbc.sql("""
                (select entity_type as type, entity_id as id
                from mirror.timeline_comment
                where member_id = :memberId and (entity_type, entity_id) > (:type, :id) and not in_recycle_bin
                union
                select binding.entity_type, binding.entity_id
                from mirror.timeline_comment_binding binding
                join mirror.timeline_comment comment using (member_id, comment_id)
                where member_id = :memberId and (binding.entity_type, binding.entity_id) > (:type, :id)
                    and not comment.in_recycle_bin
                union
                select entity_type, entity_id
                from mirror.calendar_event_crm_link
                where member_id = :memberId and (entity_type, entity_id) > (:type, :id) and entity_type <> 'requisite')
                order by 1, 2
                limit :chunk
                """)
                .param("memberId", memberId.value())
                .param("type", after.type())
                .param("id", after.id())
                .param("chunk", CHUNK)
                .query((row, _) -> new CrmItemStep.Item(row.getString("type"), row.getLong("id")))
                .list();
    }
}
