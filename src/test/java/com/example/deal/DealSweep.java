package com.example.deal;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import tools.jackson.databind.JsonNode;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Removal;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.Sweep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Reads all deals of a portal, page by page; stored ones that a page leaves out are deleted.
@Component
class DealSweep implements StepHandler<DealSweep.Page, DealSweep.Listed> {
    private static final StepType<Page> TYPE = new StepType<>("deals", Page.class);
    private static final int PAGE = 50;

    private final DealStore store;
    private final SweepSteps steps;

    DealSweep(DealStore store, SweepSteps steps) {
        this.store = store;
        this.steps = steps;
    }

    /// @param after
    ///            the last deal of the page before
    record Page(long after) {}

    record Listed(List<Observation<DealFields>> deals, Instant askedAt) {}

    @EventListener
    void on(Sweep.Starting starting) {
        steps.add(starting.sweep(), List.of(page(0)));
    }

    private static NewStep page(long after) {
        return NewStep.once(TYPE, Long.toString(after), new Page(after));
    }

    @Override
    public StepType<Page> type() {
        return TYPE;
    }

    @Override
    public Step<Listed> begin(SweepStep<Page> step) {
        var call = Call.of("crm.deal.list", "filter", Map.of(">ID", step.payload().after()))
                .with("start", -1);
        return Step.ask(call, result -> switch (result) {
            case CallResult.Answered(var deals, var _, var askedAt) when deals.isArray() ->
                new Step.Found<>(new Listed(translate(step.sweep(), deals, askedAt), askedAt), List.of());
            case CallResult.Answered _ ->
                new Step.Failed<>(new BitrixFailure.Rejected("crm.deal.list answers no list"));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    @Override
    public void keep(List<Done<Page, Listed>> found) {
        found.forEach(done -> keep(done.step(), done.value()));
    }

    private void keep(SweepStep<Page> step, Listed listed) {
        var ids = listed.deals().stream().map(deal -> deal.ref().id()).toList();
        boolean isLast = ids.size() < PAGE;
        long last = isLast ? Long.MAX_VALUE : ids.getLast();
        store.keep(listed.deals());
        store.remove(store.stored(step.sweep().memberId(), step.payload().after(), last)
                .stream()
                .filter(deal -> !ids.contains(deal.id()))
                .map(deal -> new Removal(deal, listed.askedAt(), step.sweep().cause()))
                .toList());
        if (!isLast) {
            steps.add(step.sweep(), List.of(page(last)));
        }
    }

    private static List<Observation<DealFields>> translate(Sweep sweep, JsonNode deals, Instant askedAt) {
        return BitrixFields.elements(deals)
                .stream()
                .flatMap(deal -> DealFields.translate(sweep.memberId(), deal, askedAt, sweep.cause()).stream())
                .toList();
    }
}
