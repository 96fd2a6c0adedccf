package com.example.deal;

import java.util.Set;

import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.RecordKind;
import io.b24mirror.mirror.kind.MirroredKind;
import io.b24mirror.mirror.kind.RecordType;
import io.b24mirror.report.Filter;
import io.b24mirror.report.Resource;

/// A deal.
@Component
class DealKind implements MirroredKind {
    static final RecordType<DealFields> TYPE = new RecordType<>(new RecordKind("crm_deal"), "deal_id",
            DealFields.class, 1);

    @Override
    public RecordType<?> type() {
        return TYPE;
    }

    @Override
    public Set<String> changes() {
        return Set.of("ONCRMDEALADD", "ONCRMDEALUPDATE");
    }

    @Override
    public Set<String> removals() {
        return Set.of("ONCRMDEALDELETE");
    }

    @Bean
    Resource dealsResource() {
        return Resource.records("deals", TYPE.kind().name(), TYPE.key(), Filter.texts("stage", "stage"));
    }
}
