package io.b24mirror.intake;

import java.time.Clock;
import java.util.Map;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import io.b24mirror.portal.InstallationClaim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED_VALUE;

/// The installation path of the app: Bitrix24 posts an event to it (app without interface) or opens it as a page in the
/// portal (app with interface).
@RestController
class InstallController {
    private final EventController events;
    private final InstallationEvents installations;
    private final InstallPage page;
    private final Clock clock;

    InstallController(EventController events, InstallationEvents installations, InstallPage page, Clock clock) {
        this.events = events;
        this.installations = installations;
        this.page = page;
        this.clock = clock;
    }

    @PostMapping(path = "/bitrix24/install", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> install(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body, HttpServletRequest request) {
        var form = EventController.decode(body);
        return InstallPageReading.isPage(form)
                ? open(InstallPageReading.read(query(request), form, clock.instant()))
                : events.receive(form);
    }

    private ResponseEntity<String> open(InstallationClaim claim) {
        var html = switch (installations.receive(claim)) {
            case ACCEPTED -> claim.applicationToken() == null ? page.bindThenFinish() : page.finish();
            case NOT_AUTHENTIC -> page.refused();
            case UNAVAILABLE -> page.unavailable();
        };
        return ResponseEntity.status(html.status())
                .contentType(new MediaType(MediaType.TEXT_HTML, UTF_8))
                .headers(headers -> headers.set("Content-Security-Policy", html.policy()))
                .body(html.text());
    }

    private static FormTree.Branch query(HttpServletRequest request) {
        var query = request.getQueryString();
        return query == null ? new FormTree.Branch(Map.of()) : FormDecoder.decode(query.getBytes(UTF_8));
    }
}
