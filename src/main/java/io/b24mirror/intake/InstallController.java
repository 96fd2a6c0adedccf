package io.b24mirror.intake;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import jakarta.servlet.http.HttpServletRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
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
    private static final Logger log = LoggerFactory.getLogger(InstallController.class);

    private final EventController events;
    private final InstallationEvents installations;
    private final InstallPage page;
    private final DatabaseWatch database;
    private final Clock clock;

    InstallController(EventController events, InstallationEvents installations, InstallPage page,
            DatabaseWatch database, Clock clock) {
        this.events = events;
        this.installations = installations;
        this.page = page;
        this.database = database;
        this.clock = clock;
    }

    @PostMapping(path = "/bitrix24/install", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> install(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body, HttpServletRequest request) {
        var form = EventController.decode(body);
        return InstallPageReading.isPage(form)
                ? open(InstallPageReading.read(query(request), form, clock.instant()))
                : events.receive(form, request.getRemoteAddr());
    }

    private ResponseEntity<String> open(InstallationClaim claim) {
        var html = switch (receive(claim)) {
            case ACCEPTED -> claim.applicationToken() == null ? page.bindThenFinish() : page.finish();
            case NOT_AUTHENTIC -> page.refused();
            case UNAVAILABLE -> page.unavailable();
        };
        return ResponseEntity.status(html.status())
                .contentType(new MediaType(MediaType.TEXT_HTML, UTF_8))
                .headers(headers -> {
                    headers.set("Content-Security-Policy", html.policy(frame(claim.clientEndpoint())));
                    headers.set("Referrer-Policy", "strict-origin");
                })
                .body(html.text());
    }

    /// The administrator sits before the page and can open it again.
    private Reception receive(InstallationClaim claim) {
        if (database.isAway()) {
            return Reception.UNAVAILABLE;
        }
        try {
            return installations.receive(claim);
        } catch (DataAccessException | TransactionException e) {
            if (!database.noticesOutage(e)) {
                log.error("Could not take an installation of portal {}", claim.memberId(), e);
            }
            return Reception.UNAVAILABLE;
        }
    }

    /// Where the page stands in a frame: in the portal that opens it. Its address is a claim, but the page shows
    /// nothing to anybody and does nothing that a visitor could be tricked into.
    private static String frame(URI portal) {
        return portal.getScheme() + "://" + portal.getRawAuthority();
    }

    private static FormTree.Branch query(HttpServletRequest request) {
        var query = request.getQueryString();
        return query == null ? new FormTree.Branch(Map.of()) : FormDecoder.decode(query.getBytes(UTF_8));
    }
}
