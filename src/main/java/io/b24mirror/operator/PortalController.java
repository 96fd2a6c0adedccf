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

/// The API for actions on a portal.
@Operating
@RestController
@RequestMapping("/api/v1/portals/{memberId}")
class PortalController {
    private final PortalOperations operations;

    PortalController(PortalOperations operations) {
        this.operations = operations;
    }

    @Operation(summary = "Compare a portal with its copy",
            description = "What events missed is read. One comparison at a time: one that is under way goes on.")
    @Begins
    @Ends
    @PostMapping("/sweep")
    ResponseEntity<ActionAnswer> sweep(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.sweep(ActionParameters.memberId(memberId), user.getName()));
    }

    @Operation(summary = "Ask a portal for a test event",
            description = "Tells whether its events arrive. Portals that are served by webhooks cannot be asked.")
    @Begins
    @PostMapping("/self-check")
    ResponseEntity<ActionAnswer> checkItself(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.checkItself(ActionParameters.memberId(memberId), user.getName()));
    }

    @Operation(summary = "Check a portal's subscriptions",
            description = "Compares them with what is needed, and heals them. Portals that are served by webhooks have none.")
    @Begins
    @PostMapping("/subscription-check")
    ResponseEntity<ActionAnswer> checkSubscriptions(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.checkSubscriptions(ActionParameters.memberId(memberId), user.getName()));
    }

    @Operation(summary = "Suspend a portal",
            description = "Nothing is asked of it until it is resumed. Its events are taken and stored as ever.")
    @Ends
    @PostMapping("/suspend")
    ResponseEntity<ActionAnswer> suspend(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.suspend(ActionParameters.memberId(memberId), user.getName()));
    }

    @Operation(summary = "Resume a suspended portal", description = "What has gathered meanwhile is read.")
    @Ends
    @PostMapping("/resume")
    ResponseEntity<ActionAnswer> resume(@PathVariable String memberId, Principal user) {
        return ActionAnswer.of(operations.resume(ActionParameters.memberId(memberId), user.getName()));
    }

    @Operation(summary = "Erase a portal",
            description = "Deletes its tokens before the answer, and everything else of it within about a quarter of an hour. This cannot be undone.")
    @Parameter(name = "confirm", in = ParameterIn.QUERY, required = true,
            description = "The portal's domain, so that nobody erases what he did not mean",
            schema = @Schema(type = "string", examples = "example.bitrix24.com"))
    @Begins
    @DeleteMapping
    ResponseEntity<ActionAnswer> erase(@PathVariable String memberId,
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> parameters, Principal user) {
        var portal = ActionParameters.memberId(memberId);
        return ActionAnswer.of(operations.erase(portal, parameters.getFirst("confirm"), user.getName()));
    }
}
