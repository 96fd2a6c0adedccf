package io.b24mirror.intake;

import java.time.Clock;
import java.util.Map;
import jakarta.servlet.http.HttpServletRequest;

import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

import io.b24mirror.intake.form.FormDecoder;
import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.intake.form.RawBody;
import io.b24mirror.intake.page.InstallPage;
import io.b24mirror.intake.page.PageHtml;
import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.ratelimit.ClientAddress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.http.MediaType.APPLICATION_FORM_URLENCODED_VALUE;

/// The installation path of the app: Bitrix24 posts an event to it (app without interface), or opens it as a page in
/// the portal, whenever somebody opens the app (app with interface).
@RestController
class InstallController {
    private final RateLimitedLog lines;
    private final EventController events;
    private final AppPages pages;
    private final InstallPage installer;
    private final DatabaseWatch database;
    private final Clock clock;

    InstallController(EventController events, AppPages pages, InstallPage installer, DatabaseWatch database,
            Clock clock) {
        lines = new RateLimitedLog(LoggerFactory.getLogger(InstallController.class), clock);
        this.events = events;
        this.pages = pages;
        this.installer = installer;
        this.database = database;
        this.clock = clock;
    }

    @PostMapping(path = "/bitrix24/install", consumes = APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<?> install(@RequestAttribute(RawBody.ATTRIBUTE) RawBody body, HttpServletRequest request) {
        var form = EventController.decode(body);
        return InstallPageReading.isPage(form)
                ? open(InstallPageReading.read(query(request), form, clock.instant(),
                        ClientAddress.of(request.getRemoteAddr())))
                : events.receive(form, request.getRemoteAddr());
    }

    private ResponseEntity<String> open(PageOpening opening) {
        return page(opening).in(opening.frame());
    }

    /// The visitor sits before the page and can open it again.
    private PageHtml page(PageOpening opening) {
        if (database.isAway()) {
            return installer.unavailable();
        }
        try {
            return pages.open(opening);
        } catch (DataAccessException | TransactionException e) {
            if (database.noticesOutage(e)) {
                return installer.unavailable();
            }
            if (DatabaseTrouble.refusesData(e)) {
                lines.warn("Refused a page of portal {}: PostgreSQL does not take what it holds ({})",
                        opening.claim().memberId(), DatabaseTrouble.reason(e));
                throw new MalformedFormException("The form holds what cannot be stored");
            }
            lines.error("Could not answer a page of portal {}", opening.claim().memberId(), e);
            return installer.unavailable();
        }
    }

    private static FormTree.Branch query(HttpServletRequest request) {
        var query = request.getQueryString();
        return query == null ? new FormTree.Branch(Map.of()) : FormDecoder.decode(query.getBytes(UTF_8));
    }
}
