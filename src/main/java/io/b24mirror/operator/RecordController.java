package io.b24mirror.operator;

import java.security.Principal;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.Explode;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.enums.ParameterStyle;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;

import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The API for actions on records, and on their rows of the fetch list.
@Operating
@RestController
@RequestMapping("/api/v1/portals/{memberId}")
class RecordController {
    private final RecordOperations operations;
    private final ActionParameters input;

    RecordController(RecordOperations operations, ActionParameters input) {
        this.operations = operations;
        this.input = input;
    }

    @Operation(summary = "Read a record again",
            description = "One that was never seen included. Of a suspended portal the wish waits.")
    @OfRecord
    @Begins
    @PostMapping("/records/{kind}/{id}/refetch")
    ResponseEntity<ActionAnswer> refetch(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return ActionAnswer.of(operations.refetch(input.record(memberId, kind, id), user.getName()));
    }

    @Operation(summary = "Try a record of the fetch list again",
            description = "At once, as though it had never failed; for records that wait or were given up.")
    @OfRecord
    @Begins
    @PostMapping("/fetches/{kind}/{id}/retry")
    ResponseEntity<ActionAnswer> retry(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return ActionAnswer.of(operations.retry(input.record(memberId, kind, id), user.getName()));
    }

    @Operation(summary = "Take a record off the fetch list",
            description = "It is not read before an event, a sweep or somebody asks for it.")
    @OfRecord
    @Ends
    @DeleteMapping("/fetches/{kind}/{id}")
    ResponseEntity<ActionAnswer> discard(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return ActionAnswer.of(operations.discard(input.record(memberId, kind, id), user.getName()));
    }

    @Operation(summary = "Try again all records of a portal that were given up",
            description = "`records` of the answer says how many they are.")
    @Parameter(name = "kind", in = ParameterIn.QUERY,
            description = "Only records of this kind, or of several separated by commas", style = ParameterStyle.FORM,
            explode = Explode.FALSE, array = @ArraySchema(schema = @Schema(type = "string")))
    @Begins
    @Ends
    @PostMapping("/fetches/retry")
    ResponseEntity<ActionAnswer> retryAll(@PathVariable String memberId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters, Principal user) {
        var portal = ActionParameters.memberId(memberId);
        return ActionAnswer.of(operations.retryAll(portal, input.kinds(parameters), user.getName()));
    }
}
