package io.b24mirror.reconciliation;

import java.time.Instant;
import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.reconciliation.RecordsStep.Records;
import io.b24mirror.reconciliation.StepHandler.StepType;
import io.b24mirror.reconciliation.StepHandler.SweepStep;

/// Puts records that a sweep found onto the fetch list, without any call.
@Component
class RecordsStep implements StepHandler<Records, Integer> {
    static final StepType<Records> TYPE = new StepType<>("records", Records.class);

    /// Records of one kind.
    ///
    /// @param since
    ///            when the request for the listing that named them left
    record Records(String kind, List<Long> ids, Instant since) {}

    @Override
    public StepType<Records> type() {
        return TYPE;
    }

    @Override
    public Step<Integer> begin(SweepStep<Records> step) {
        var requests = step.payload().ids().stream().map(id -> request(step, id)).toList();
        return new Step.Found<>(requests.size(), requests);
    }

    private static FetchRequest request(SweepStep<Records> step, long id) {
        var record = new RecordRef(step.sweep().memberId(), new RecordKind(step.payload().kind()), id);
        return new FetchRequest(record, step.payload().since(), Urgency.BACKGROUND, null, step.sweep().cause());
    }

    @Override
    public void keep(List<Done<Records, Integer>> found) {
        // finding them was the whole work
    }
}
