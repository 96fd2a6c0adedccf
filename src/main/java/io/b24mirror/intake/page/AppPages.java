package io.b24mirror.intake.page;

import java.time.Clock;

import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

import io.b24mirror.intake.form.FormTree;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.intake.outage.DatabaseCircuitBreaker;
import io.b24mirror.intake.outage.SqlFailures;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.ratelimit.RateLimitedLog;

/// Answers a browser that opens the app inside a portal, also while PostgreSQL is away: the visitor can open the
/// page again.
@Service
public class AppPages {
    private final RateLimitedLog lines;
    private final PageRouter router;
    private final InstallPage installer;
    private final DatabaseCircuitBreaker database;
    private final Clock clock;

    AppPages(PageRouter router, InstallPage installer, DatabaseCircuitBreaker database, Clock clock) {
        lines = new RateLimitedLog(LoggerFactory.getLogger(AppPages.class), clock);
        this.router = router;
        this.installer = installer;
        this.database = database;
        this.clock = clock;
    }

    /// Returns whether a form opens a page, rather than being an event.
    public boolean isPage(FormTree.Branch form) {
        return InstallPageParser.isPage(form);
    }

    /// Opens the page that a form asks for.
    ///
    /// @param query
    ///            the query of the request
    /// @param source
    ///            the address that it came from
    /// @throws MalformedFormException
    ///             if the form lacks what makes an installation, or holds what cannot be stored
    public ResponseEntity<String> open(FormTree.Branch query, FormTree.Branch form, String source) {
        var opening = InstallPageParser.parse(query, form, clock.instant(), ClientAddress.of(source));
        return page(opening).in(opening.frame());
    }

    private PageHtml page(PageOpening opening) {
        if (database.isOpen()) {
            return installer.unavailable();
        }
        try {
            return router.open(opening);
        } catch (DataAccessException | TransactionException e) {
            return onFailure(opening, e);
        }
    }

    private PageHtml onFailure(PageOpening opening, RuntimeException failure) {
        if (database.recordFailure(failure)) {
            return installer.unavailable();
        }
        if (SqlFailures.refusesData(failure)) {
            lines.warn("Refused a page of portal {}: PostgreSQL does not take what it holds ({})",
                    opening.claim().memberId(), SqlFailures.reason(failure));
            throw new MalformedFormException("The form holds what cannot be stored");
        }
        lines.error("Could not answer a page of portal {}", opening.claim().memberId(), failure);
        return installer.unavailable();
    }
}
