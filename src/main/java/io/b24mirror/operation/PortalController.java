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

/// The API for actions on a portal.
@Hidden
@RestController
@RequestMapping("/api/v1/portals/{memberId}")
class PortalController {
    private final PortalOperations operations;

    PortalController(PortalOperations operations) {
        this.operations = operations;
    }

    @PostMapping("/sweep")
    ResponseEntity<ActionAnswer> sweep(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.sweep(Input.memberId(memberId), user.getName()));
    }

    @PostMapping("/self-check")
    ResponseEntity<ActionAnswer> checkItself(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.checkItself(Input.memberId(memberId), user.getName()));
    }

    @PostMapping("/subscription-check")
    ResponseEntity<ActionAnswer> checkSubscriptions(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.checkSubscriptions(Input.memberId(memberId), user.getName()));
    }

    @PostMapping("/suspend")
    ResponseEntity<ActionAnswer> suspend(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.suspend(Input.memberId(memberId), user.getName()));
    }

    @PostMapping("/resume")
    ResponseEntity<ActionAnswer> resume(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.resume(Input.memberId(memberId), user.getName()));
    }

    @DeleteMapping
    ResponseEntity<ActionAnswer> erase(@PathVariable String memberId,
            @RequestParam MultiValueMap<String, String> parameters, Principal user) {
        var portal = Input.memberId(memberId);
        Input.demandOnly("confirm", parameters);
        return ActionAnswer.of(operations.erase(portal, parameters.getFirst("confirm"), user.getName()));
    }
}
