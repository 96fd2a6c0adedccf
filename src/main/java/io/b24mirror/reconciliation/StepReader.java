package io.b24mirror.reconciliation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.StepHandler.Done;
import io.b24mirror.reconciliation.StepHandler.SweepStep;
import io.b24mirror.reconciliation.StepReader.Ended;
import io.b24mirror.reconciliation.StepStore.Stored;

/// Does the steps of sweeps that the fetch list holds, each by the handler of its type.
@Component
class StepReader implements RecordReader<Ended> {
    private static final Logger log = LoggerFactory.getLogger(StepReader.class);

    private final StepStore store;
    private final Map<String, StepHandler<?, ?>> handlers;

    StepReader(StepStore store, List<StepHandler<?, ?>> handlers) {
        this.store = store;
        this.handlers = handlers.stream()
                .collect(Collectors.toMap(handler -> handler.type().name(), Function.identity()));
    }

    /// The end of a step.
    ///
    /// @param done
    ///            what its handler has to store; null if there is nothing
    record Ended(String type, StepStore.Result result, @Nullable Done<?, ?> done) {}

    @Override
    public RecordKind kind() {
        return SweepSteps.KIND;
    }

    /// Begins a step. One that is done already, or whose sweep was cancelled, just leaves the list.
    @Override
    public Step<Ended> begin(FetchRequest request) {
        return store.find(request.record()).map(this::begin).orElseGet(Step.Nothing::new);
    }

    private Step<Ended> begin(Stored stored) {
        var handler = handlers.get(stored.type());
        return handler == null
                ? ended(stored, "this version does not know steps of this type")
                : begin(handler, stored);
    }

    private static <P extends Record, R> Step<Ended> begin(StepHandler<P, R> handler, Stored stored) {
        try {
            var payload = SweepSteps.PAYLOADS.readValue(stored.payload(), handler.type().payload());
            var step = new SweepStep<>(stored.stepId(), stored.sweep(), payload);
            return ending(stored, step, handler.begin(step));
        } catch (JacksonException e) {
            log.warn("Could not read what step {} of {} is about", stored.stepId(), stored.sweep(), e);
            return ended(stored, "this version does not understand the step");
        }
    }

    /// A step that cannot do its work counts as done all the same, so that every sweep ends.
    private static <P extends Record, R> Step<Ended> ending(Stored stored, SweepStep<P> step, Step<R> reading) {
        return reading.atEnd(end -> switch (end) {
            case Step.Found<R>(var value, var alsoFound) -> new Step.Found<>(
                    new Ended(stored.type(), new StepStore.Result(stored.stepId(), alsoFound.size(), null),
                            new Done<>(step, value)),
                    alsoFound);
            case Step.Nothing<R>() -> ended(stored, null);
            case Step.Failed<R>(var failure) when failure.isFinal() -> ended(stored, failure.summary());
            case Step.Failed<R>(var failure) -> new Step.Failed<>(failure);
        });
    }

    private static Step<Ended> ended(Stored stored, @Nullable String problem) {
        return new Step.Found<>(new Ended(stored.type(), new StepStore.Result(stored.stepId(), 0, problem), null),
                List.of());
    }

    @Override
    public void keep(List<Ended> steps) {
        var byType = new TreeMap<String, List<Done<?, ?>>>();
        for (var step : steps) {
            if (step.done() != null) {
                byType.computeIfAbsent(step.type(), _ -> new ArrayList<>()).add(step.done());
            }
        }
        byType.forEach(this::keep);
        store.end(steps.stream().map(Ended::result).toList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what a handler found goes back to that handler
    private void keep(String type, List<Done<?, ?>> found) {
        var handler = handlers.get(type);
        if (handler != null) {
            ((StepHandler) handler).keep(found);
        }
    }
}
