package io.b24mirror.operator;

import java.security.Principal;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;

import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Serves actions on a portal.
@OperatorApi
@RestController
@RequestMapping("/api/v1/portals/{memberId}")
class PortalActionController {
    private final PortalActions actions;

    PortalActionController(PortalActions actions) {
        this.actions = actions;
    }

    @Operation(summary = "Compare a portal with its copy",
            description = "Reads what events have missed. A portal has one comparison at a time: "
                    + "a running one continues.")
    @OperatorApi.Accepted
    @OperatorApi.Completed
    @PostMapping("/sweep")
    ResponseEntity<ActionResult> sweep(@PathVariable String memberId, Principal user) {
        return actions.sweep(ActionParameters.memberId(memberId), user.getName()).toResponse();
    }

    @Operation(summary = "Ask a portal for a test event",
            description = "Shows whether its events arrive. Portals that are served by webhooks cannot be asked.")
    @OperatorApi.Accepted
    @PostMapping("/self-check")
    ResponseEntity<ActionResult> checkItself(@PathVariable String memberId, Principal user) {
        return actions.checkItself(ActionParameters.memberId(memberId), user.getName()).toResponse();
    }

    @Operation(summary = "Check a portal's subscriptions",
            description = "Compares them with what is needed, and repairs them. "
                    + "Portals that are served by webhooks have none.")
    @OperatorApi.Accepted
    @PostMapping("/subscription-check")
    ResponseEntity<ActionResult> checkSubscriptions(@PathVariable String memberId, Principal user) {
        return actions.checkSubscriptions(ActionParameters.memberId(memberId), user.getName()).toResponse();
    }

    @Operation(summary = "Suspend a portal",
            description = "Makes no calls to it until it is resumed. Its events are still accepted and stored.")
    @OperatorApi.Completed
    @PostMapping("/suspend")
    ResponseEntity<ActionResult> suspend(@PathVariable String memberId, Principal user) {
        return actions.suspend(ActionParameters.memberId(memberId), user.getName()).toResponse();
    }

    @Operation(summary = "Resume a suspended portal", description = "Reads what has accumulated.")
    @OperatorApi.Completed
    @PostMapping("/resume")
    ResponseEntity<ActionResult> resume(@PathVariable String memberId, Principal user) {
        return actions.resume(ActionParameters.memberId(memberId), user.getName()).toResponse();
    }

    @Operation(summary = "Erase a portal",
            description = "Deletes its tokens before the response, and all its other data within about a quarter "
                    + "of an hour. This cannot be undone.")
    @Parameter(name = "confirm", in = ParameterIn.QUERY, required = true,
            description = "The portal's domain, as a safeguard against erasing the wrong one",
            schema = @Schema(type = "string", examples = "example.bitrix24.com"))
    @OperatorApi.Accepted
    @DeleteMapping
    ResponseEntity<ActionResult> erase(@PathVariable String memberId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters, Principal user) {
        var portal = ActionParameters.memberId(memberId);
        return actions.erase(portal, parameters.getFirst("confirm"), user.getName()).toResponse();
    }
}
