package io.b24mirror.operator;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

import io.b24mirror.operator.ActionResult.Outcome;

/// What came of an action, as the API says it: in the words of the read API's columns.
@Schema(name = "action_answer", description = "What came of an action", requiredProperties = {"action", "member_id",
        "outcome", "message", "see"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionAnswer(@Schema(description = "What was asked for") Action action,
        @Schema(description = "The portal's member_id") @JsonProperty("member_id") String memberId,
        @Schema(description = "The kind of the record, where it is about one") @JsonProperty("record_kind") @Nullable String recordKind,
        @Schema(description = "The record's number, where it is about one") @JsonProperty("record_id") @Nullable Long recordId,
        @Schema(description = "BEGUN: it happens in the background. DONE: it has happened. ALREADY_SO: there was nothing to do") Outcome outcome,
        @Schema(description = "The outcome in a sentence") String message,
        @Schema(description = "How many records it concerns, where there may be several") @Nullable Integer records,
        @Schema(description = "Where it shows what comes of it: addresses of the read API, and reporting views") List<String> see) {

    /// 202 for what happens later, 200 for what has happened.
    static ResponseEntity<ActionAnswer> of(ActionResult result) {
        var record = result.record();
        var answer = new ActionAnswer(result.action(), result.memberId().value(),
                record == null ? null : record.kind().name(), record == null ? null : record.id(), result.outcome(),
                result.message(), result.records(), result.see());
        return ResponseEntity.status(result.outcome() == Outcome.BEGUN ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .body(answer);
    }
}
