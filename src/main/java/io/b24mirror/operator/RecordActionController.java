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

/// Serves actions on records, and on their rows of the fetch list.
@OperatorApi
@RestController
@RequestMapping("/api/v1/portals/{memberId}")
class RecordActionController {
    private final RecordActions actions;
    private final ActionParameters input;

    RecordActionController(RecordActions actions, ActionParameters input) {
        this.actions = actions;
        this.input = input;
    }

    @Operation(summary = "Read a record again",
            description = "Works for records that were never seen, too. If the portal is suspended, the record is read "
                    + "once it is resumed.")
    @OperatorApi.RecordPath
    @OperatorApi.Accepted
    @PostMapping("/records/{kind}/{id}/refetch")
    ResponseEntity<ActionResult> refetch(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return actions.refetch(input.record(memberId, kind, id), user.getName()).toResponse();
    }

    @Operation(summary = "Try a record of the fetch list again",
            description = "At once, as if it had never failed. Works for records that wait or were given up.")
    @OperatorApi.RecordPath
    @OperatorApi.Accepted
    @PostMapping("/fetches/{kind}/{id}/retry")
    ResponseEntity<ActionResult> retry(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return actions.retry(input.record(memberId, kind, id), user.getName()).toResponse();
    }

    @Operation(summary = "Take a record off the fetch list",
            description = "It is not read until an event, a sweep or an operator asks for it.")
    @OperatorApi.RecordPath
    @OperatorApi.Completed
    @DeleteMapping("/fetches/{kind}/{id}")
    ResponseEntity<ActionResult> discard(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return actions.discard(input.record(memberId, kind, id), user.getName()).toResponse();
    }

    @Operation(summary = "Try again all records of a portal that were given up",
            description = "`records` in the response is their number.")
    @Parameter(name = "kind", in = ParameterIn.QUERY,
            description = "Only records of this kind, or of several separated by commas", style = ParameterStyle.FORM,
            explode = Explode.FALSE, array = @ArraySchema(schema = @Schema(type = "string")))
    @OperatorApi.Accepted
    @OperatorApi.Completed
    @PostMapping("/fetches/retry")
    ResponseEntity<ActionResult> retryAll(@PathVariable String memberId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters, Principal user) {
        var portal = ActionParameters.memberId(memberId);
        return actions.retryAll(portal, input.kinds(parameters), user.getName()).toResponse();
    }
}
