package io.b24mirror.intake.page;

import org.springframework.stereotype.Service;

import io.b24mirror.portal.PortalQueries;
import io.b24mirror.portal.PortalQueries.KnownPortal;
import io.b24mirror.portal.installation.ClaimAdmission;
import io.b24mirror.portal.installation.Visitor;
import io.b24mirror.portal.installation.VisitorIdentification;

/// Decides which page to show. On a portal that is not served yet, the page installs the app. On any other portal it
/// changes nothing, unless the visitor presses the button or the portal says that the installation is not finished.
@Service
class PageRouter {
    private final PortalQueries portals;
    private final ClaimAdmission installations;
    private final VisitorIdentification visitors;
    private final PortalFigures figures;
    private final InstallPage installer;
    private final AppPage page;

    PageRouter(PortalQueries portals, ClaimAdmission installations, VisitorIdentification visitors,
            PortalFigures figures,
            InstallPage installer, AppPage page) {
        this.portals = portals;
        this.installations = installations;
        this.visitors = visitors;
        this.figures = figures;
        this.installer = installer;
        this.page = page;
    }

    PageHtml open(PageOpening opening) {
        var portal = portals.find(opening.claim().memberId()).filter(known -> known.isApp() && !known.isGone());
        if (portal.isEmpty()) {
            return install(opening);
        }
        return opening.authorizes() ? authorize(opening) : visit(opening, portal.get());
    }

    private PageHtml install(PageOpening opening) {
        return switch (installations.claim(opening.claim())) {
            case TAKEN -> finish(opening);
            case REFUSED -> installer.refused();
            case TOO_MANY, NO_ROOM -> installer.tooMany();
        };
    }

    private PageHtml finish(PageOpening opening) {
        return opening.claim().applicationToken() == null
                ? installer.bindThenFinish(opening.region())
                : installer.finish(opening.region());
    }

    private PageHtml authorize(PageOpening opening) {
        return switch (installations.claim(opening.claim())) {
            case TAKEN -> page.authorizing();
            case REFUSED -> page.notRecognized();
            case TOO_MANY, NO_ROOM -> page.busy();
        };
    }

    private PageHtml visit(PageOpening opening, KnownPortal portal) {
        return switch (visitors.find(opening.claim())) {
            case Visitor.Administrator(var isInstalled, var isKnown) -> isInstalled
                    ? page.show(portal, figures.of(portal.memberId()), opening.claim())
                    : installAgain(opening, isKnown);
            case Visitor.OtherUser() -> page.nothingToDo();
            case Visitor.Stranger() -> page.notRecognized();
            case Visitor.Unknown() -> page.unanswered();
            case Visitor.TooMany() -> page.busy();
        };
    }

    /// After an update everything stays as it is, and the installation only has to be finished. An application token
    /// that the portal did not have before means that the app was created again.
    private PageHtml installAgain(PageOpening opening, boolean isKnown) {
        return isKnown || opening.claim().applicationToken() == null ? finish(opening) : install(opening);
    }
}
