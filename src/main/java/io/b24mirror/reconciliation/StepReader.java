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
import io.b24mirror.reconciliation.StepReader.Ended;
import io.b24mirror.reconciliation.StepStore.Stored;
import io.b24mirror.reconciliation.SweepPart.Done;

/// Does the steps of sweeps as the fetch room hands them out, each by the part of its type.
@Component
class StepReader implements RecordReader<Ended> {
    private static final Logger log = LoggerFactory.getLogger(StepReader.class);

    private final StepStore store;
    private final Map<String, SweepPart<?, ?>> parts;

    StepReader(StepStore store, List<SweepPart<?, ?>> parts) {
        this.store = store;
        this.parts = parts.stream().collect(Collectors.toMap(part -> part.type().name(), Function.identity()));
    }

    /// How a step ended.
    ///
    /// @param done
    ///            what there is to keep, where there is something
    record Ended(String type, StepStore.Ended how, @Nullable Done<?, ?> done) {}

    @Override
    public RecordKind kind() {
        return SweepSteps.KIND;
    }

    /// A step that is done already, or whose sweep was cancelled, just leaves the list.
    @Override
    public Step<Ended> begin(FetchRequest request) {
        return store.find(request.record()).map(this::begin).orElseGet(Step.Nothing::new);
    }

    private Step<Ended> begin(Stored stored) {
        var part = parts.get(stored.type());
        return part == null ? troubled(stored, "this version does not know steps of this type") : begin(part, stored);
    }

    private static <P extends Record, R> Step<Ended> begin(SweepPart<P, R> part, Stored stored) {
        try {
            var payload = Payloads.read(stored.payload(), part.type().payload());
            var step = new SweepStep<>(stored.stepId(), stored.sweep(), payload);
            return ending(stored, step, part.begin(step));
        } catch (JacksonException e) {
            log.warn("Could not read what step {} of {} is about", stored.stepId(), stored.sweep(), e);
            return troubled(stored, "this version does not understand the step");
        }
    }

    private static <P extends Record, R> Step<Ended> ending(Stored stored, SweepStep<P> step, Step<R> reading) {
        return switch (reading) {
            case Step.Ask<R>(var calls, var next, var mark) ->
                new Step.Ask<>(calls, results -> ending(stored, step, next.apply(results)), mark);
            case Step.Found<R>(var value, var alsoFound) -> new Step.Found<>(
                    new Ended(stored.type(), new StepStore.Ended(stored.stepId(), alsoFound.size(), null),
                            new Done<>(step, value)),
                    alsoFound);
            case Step.Nothing<R>() -> ended(stored, null);
            case Step.Failed<R>(var failure) -> failure.isFinal()
                    ? troubled(stored, failure.summary())
                    : new Step.Failed<>(failure);
        };
    }

    /// Done all the same, so that every sweep ends.
    private static Step<Ended> troubled(Stored stored, String problem) {
        return ended(stored, problem);
    }

    private static Step<Ended> ended(Stored stored, @Nullable String problem) {
        return new Step.Found<>(new Ended(stored.type(), new StepStore.Ended(stored.stepId(), 0, problem), null),
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
        store.end(steps.stream().map(Ended::how).toList());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what a part found is handed back to that part
    private void keep(String type, List<Done<?, ?>> found) {
        var part = parts.get(type);
        if (part != null) {
            ((SweepPart) part).keep(found);
        }
    }
}
