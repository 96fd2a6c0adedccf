package io.b24mirror.fetch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Ends the rests of portals that refused the app, when the service starts with other credentials than those that were
/// refused.
///
/// Instances may restart one after the other: one that still has the old credentials can begin such a rest again, and
/// the last start ends it.
@Component
class CorrectedCredentials {
    private static final Logger log = LoggerFactory.getLogger(CorrectedCredentials.class);

    private final PortalPause portalPause;
    private final Drains drains;

    CorrectedCredentials(PortalPause portalPause, Drains drains) {
        this.portalPause = portalPause;
        this.drains = drains;
    }

    @EventListener(ApplicationReadyEvent.class)
    void endRests() {
        var portals = portalPause.endThoseOfFormerCredentials();
        portals.forEach(portal -> log.info(
                "Portal {} refused the app as it was configured before: it is asked again with the new credentials",
                portal));
        drains.wake(portals);
    }
}
