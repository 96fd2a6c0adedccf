package io.b24mirror.operation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

import io.b24mirror.operation.ActionResult.Outcome;

/// What came of an action, as the API says it: in the words of the read API's columns.
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionAnswer(Action action, @JsonProperty("member_id") String memberId,
        @JsonProperty("record_kind") @Nullable String recordKind, @JsonProperty("record_id") @Nullable Long recordId,
        Outcome outcome, String message, @Nullable Integer records, List<String> see) {

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
