package io.b24mirror.mirror.section.sweep;

import java.util.List;
import java.util.function.LongFunction;

import org.jspecify.annotations.Nullable;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.section.CalendarOwner;
import io.b24mirror.mirror.section.OwnerLists;
import io.b24mirror.mirror.section.sweep.OwnerPages.Found;
import io.b24mirror.mirror.section.sweep.OwnerPages.Page;
import io.b24mirror.reconciliation.StepHandler;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.SweepSteps;
import io.b24mirror.reconciliation.SweepSteps.NewStep;

/// Lists owners of calendars page by page: a step per page, which adds one for every owner on it and one for the
/// next page.
final class OwnerPages implements StepHandler<Page, Found> {
    /// A list that never ends is none.
    private static final int MAX_START = 1_000_000;

    private final StepType<Page> type;
    private final Call list;
    private final LongFunction<CalendarOwner> owner;
    private final SweepSteps steps;

    OwnerPages(String type, Call list, LongFunction<CalendarOwner> owner, SweepSteps steps) {
        this.type = new StepType<>(type, Page.class);
        this.list = list;
        this.owner = owner;
        this.steps = steps;
    }

    record Page(int start) {}

    /// @param next
    ///            `start` of the next page
    record Found(List<CalendarOwner> owners, @Nullable Integer next) {}

    @Override
    public StepType<Page> type() {
        return type;
    }

    NewStep first() {
        return page(0);
    }

    private NewStep page(int start) {
        return NewStep.once(type, Integer.toString(start), new Page(start));
    }

    @Override
    public Step<Found> begin(SweepStep<Page> step) {
        int start = step.payload().start();
        return Step.ask(start == 0 ? list : list.with("start", start), result -> switch (result) {
            case CallResult.Answered(var page, var next, var _) ->
                new Step.Found<>(new Found(OwnerLists.owners(page, owner), next != null && next > start ? next : null),
                        List.of());
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }
    @Override
    public void keep(List<Done<Page, Found>> pages) {
        pages.forEach(page -> {
            steps.add(page.step().sweep(), page.value().owners().stream().map(OwnerStep::of).toList());
            var next = page.value().next();
            if (next != null && next <= MAX_START && !page.value().owners().isEmpty()) {
                steps.add(page.step().sweep(), List.of(page(next)));
            }
        });
    }
}
