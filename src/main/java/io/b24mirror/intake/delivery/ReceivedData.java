package io.b24mirror.intake.delivery;

import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.removal.PortalData;
import io.b24mirror.portal.removal.SchemaData;

/// Deletes what a portal sent: its part of the delivery log, with the fingerprints, and of the quarantine.
@Component
class ReceivedData implements PortalData {
    private final JdbcClient jdbc;
    private final PortalData otherTables;

    ReceivedData(JdbcClient jdbc) {
        this.jdbc = jdbc;
        otherTables = new SchemaData("intake", Kind.RECORDS, Set.of("intake.delivery"), jdbc);
    }

    @Override
    public String schema() {
        return otherTables.schema();
    }

    @Override
    public Kind kind() {
        return otherTables.kind();
    }

    @Override
    public int delete(MemberId memberId, int atMost) {
        int deliveries = deleteDeliveries(memberId, atMost);
        return deliveries > 0 ? deliveries : otherTables.delete(memberId, atMost);
    }

    @Override
    public boolean hasAny(MemberId memberId) {
        return hasDeliveries(memberId) || otherTables.hasAny(memberId);
    }

    private boolean hasDeliveries(MemberId memberId) {
        return jdbc.sql("select exists (select from intake.delivery where member_id = :memberId)")
                .param("memberId", memberId.value())
                .query(Boolean.class)
                .single();
    }

    private int deleteDeliveries(MemberId memberId, int atMost) {
        return jdbc.sql("""
                with gone as (
                    select received_at, delivery_id
                    from intake.delivery
                    where member_id = :memberId
                    order by received_at, delivery_id
                    limit :atMost
                ), forgotten as (
                    delete from intake.fingerprint known
                    using gone
                    where known.received_at = gone.received_at and known.delivery_id = gone.delivery_id
                )
                delete from intake.delivery delivery
                using gone
                where delivery.received_at = gone.received_at and delivery.delivery_id = gone.delivery_id
                """).param("memberId", memberId.value()).param("atMost", atMost).update();
    }
}
