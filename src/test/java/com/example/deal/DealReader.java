package com.example.deal;

import java.util.List;

import org.springframework.stereotype.Component;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.RecordKind;
import io.b24mirror.fetch.RecordReader;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.version.Observation;

/// Reads a deal by its id.
@Component
class DealReader implements RecordReader<Observation<DealFields>> {
    private final DealStore store;

    DealReader(DealStore store) {
        this.store = store;
    }

    @Override
    public RecordKind kind() {
        return DealKind.TYPE.kind();
    }

    @Override
    public Step<Observation<DealFields>> begin(FetchRequest request) {
        var record = request.record();
        return Step.ask(Call.of("crm.deal.get", "id", record.id()), result -> switch (result) {
            case CallResult.Answered(var deal, var _, var askedAt) ->
                DealFields.translate(record.memberId(), deal, askedAt, request.cause())
                        .<Step<Observation<DealFields>>>map(found -> new Step.Found<>(found, List.of()))
                        .orElseGet(() -> new Step.Failed<>(new BitrixFailure.Rejected("crm.deal.get answers no deal")));
            case CallResult.Failed(var failure) -> new Step.Failed<>(failure);
        });
    }

    @Override
    public void keep(List<Observation<DealFields>> deals) {
        store.keep(deals);
    }
}
