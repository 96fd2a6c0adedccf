package io.b24mirror.operation;

import java.security.Principal;

import io.swagger.v3.oas.annotations.Hidden;

import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The API for actions on records, and on their rows of the fetch list.
@Hidden
@RestController
@RequestMapping("/api/v1/portals/{memberId}")
class RecordController {
    private final RecordOperations operations;

    RecordController(RecordOperations operations) {
        this.operations = operations;
    }

    @PostMapping("/records/{kind}/{id}/refetch")
    ResponseEntity<ActionAnswer> refetch(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return ActionAnswer.of(operations.refetch(Input.record(memberId, kind, id), user.getName()));
    }

    @PostMapping("/fetches/{kind}/{id}/retry")
    ResponseEntity<ActionAnswer> retry(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return ActionAnswer.of(operations.retry(Input.record(memberId, kind, id), user.getName()));
    }

    @DeleteMapping("/fetches/{kind}/{id}")
    ResponseEntity<ActionAnswer> discard(@PathVariable String memberId, @PathVariable String kind,
            @PathVariable String id, Principal user) {
        return ActionAnswer.of(operations.discard(Input.record(memberId, kind, id), user.getName()));
    }

    @PostMapping("/fetches/retry")
    ResponseEntity<ActionAnswer> retryAll(@PathVariable String memberId,
            @RequestParam MultiValueMap<String, String> parameters, Principal user) {
        var portal = Input.memberId(memberId);
        Input.demandOnly("kind", parameters);
        return ActionAnswer.of(operations.retryAll(portal, Input.kinds(parameters), user.getName()));
    }
}
