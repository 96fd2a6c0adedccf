package com.example.deal;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.fetch.Cause;
import io.b24mirror.fetch.Cause.Layer;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.deletion.Tombstones;
import io.b24mirror.mirror.store.RecordStore;
import io.b24mirror.mirror.version.Derivation.Stored;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;

/// Writes the deals.
@Component
class DealStore extends RecordStore<DealFields> {
    private final JdbcClient jdbc;

    DealStore(JdbcClient jdbc, Tombstones tombstones) {
        super(jdbc, DealKind.TYPE, tombstones);
        this.jdbc = jdbc;
    }

    /// The stored deals of a portal whose ids are in a range.
    List<RecordRef> stored(MemberId memberId, long after, long last) {
        return jdbc.sql("""
                select deal_id
                from mirror.crm_deal
                where member_id = :memberId and deal_id > :after and deal_id <= :last
                """)
                .param("memberId", memberId.value())
                .param("after", after)
                .param("last", last)
                .query((row, _) -> DealKind.TYPE.ref(memberId, row.getLong(1)))
                .list();
    }

    @Override
    protected Optional<Observation<DealFields>> derive(Stored record) {
        return DealFields.translate(record.ref().memberId(), record.raw(), record.fetchedAt(),
                Cause.of(Layer.OPERATOR));
    }
}
