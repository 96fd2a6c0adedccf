package io.b24mirror.operator;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.portal.MemberId;

/// The result of an operator's action, as the API returns it: in the words of the read API's columns.
@Schema(name = "action_answer", description = "What came of an action",
        requiredProperties = {"action", "member_id", "outcome", "message", "see"})
@JsonInclude(JsonInclude.Include.NON_NULL)
record ActionResult(@Schema(description = "What was asked for") Action action,
        @Schema(description = "The portal's member_id") @JsonProperty("member_id") String memberId,
        @Schema(description = ActionResult.KIND) @JsonProperty("record_kind") @Nullable String recordKind,
        @Schema(description = ActionResult.NUMBER) @JsonProperty("record_id") @Nullable Long recordId,
        @Schema(description = ActionResult.OUTCOME) Outcome outcome,
        @Schema(description = "The outcome in a sentence") String message,
        @Schema(description = "How many records it concerns, where there may be several") @Nullable Integer records,
        @Schema(description = ActionResult.SEE) List<String> see) {
    private static final String KIND = "The kind of the record, where it is about one";
    private static final String NUMBER = "The record's number, where it is about one";
    private static final String OUTCOME = "BEGUN: it happens in the background. DONE: it has happened. ALREADY_SO: "
            + "there was nothing to do";
    private static final String SEE = "Where it shows what comes of it: addresses of the read API, and reporting views";

    /// How far the action has come.
    enum Outcome {
        /// It continues in the background.
        BEGUN,
        /// It is complete.
        DONE,
        /// There was nothing to do: it is already so, or already in progress.
        ALREADY_SO
    }

    static ActionResult begun(Action action, MemberId memberId, String message, String... see) {
        return of(action, memberId, Outcome.BEGUN, message, see);
    }

    static ActionResult done(Action action, MemberId memberId, String message, String... see) {
        return of(action, memberId, Outcome.DONE, message, see);
    }

    static ActionResult already(Action action, MemberId memberId, String message, String... see) {
        return of(action, memberId, Outcome.ALREADY_SO, message, see);
    }

    private static ActionResult of(Action action, MemberId memberId, Outcome outcome, String message, String... see) {
        return new ActionResult(action, memberId.value(), null, null, outcome, message, null, List.of(see));
    }

    /// The same result, about this record.
    ActionResult about(RecordRef record) {
        return new ActionResult(action, memberId, record.kind().name(), record.id(), outcome, message, records, see);
    }

    /// The same result, about that number of records.
    ActionResult counting(int count) {
        return new ActionResult(action, memberId, recordKind, recordId, outcome, message, count, see);
    }

    /// 202 for an action that continues, 200 for one that is complete.
    ResponseEntity<ActionResult> toResponse() {
        return ResponseEntity.status(outcome == Outcome.BEGUN ? HttpStatus.ACCEPTED : HttpStatus.OK).body(this);
    }
}
