package com.example.deal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.Cause;
import io.b24mirror.mirror.json.BitrixFields;
import io.b24mirror.mirror.json.ContentHash;
import io.b24mirror.mirror.json.RawRecord;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.portal.MemberId;

import static java.util.Optional.ofNullable;

/// What a deal says.
record DealFields(@Nullable String title, @Nullable String stage, @Nullable BigDecimal amount,
        @Nullable String currency, @Nullable Long assignedTo) {
    private static final ContentHash CONTENT = new ContentHash(Set.of());

    /// Translates an answer of `crm.deal.get`, or an element of `crm.deal.list`; empty if it is no deal.
    static Optional<Observation<DealFields>> translate(MemberId memberId, JsonNode deal, Instant fetchedAt,
            Cause cause) {
        return ofNullable(BitrixFields.id(deal, "ID")).map(id -> {
            var raw = RawRecord.of(deal);
            return new Observation<>(DealKind.TYPE.ref(memberId, id), of(raw), raw, CONTENT.of(raw), null, fetchedAt,
                    cause);
        });
    }

    private static DealFields of(JsonNode deal) {
        return new DealFields(BitrixFields.text(deal, "TITLE"), BitrixFields.text(deal, "STAGE_ID"),
                ofNullable(BitrixFields.text(deal, "OPPORTUNITY")).map(BigDecimal::new).orElse(null),
                BitrixFields.text(deal, "CURRENCY_ID"), BitrixFields.id(deal, "ASSIGNED_BY_ID"));
    }
}
