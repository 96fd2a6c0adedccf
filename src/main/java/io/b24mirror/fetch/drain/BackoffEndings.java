package io.b24mirror.fetch.drain;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

import io.b24mirror.fetch.Drains;
import io.b24mirror.fetch.batch.PortalBackoff;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalEvent;

/// Ends the back-off of a portal whose cause is gone: the app is installed, the portal is resumed, or the service
/// starts with other credentials than those that the portal refused.
///
/// Instances may restart one after the other: one that still has the old credentials can begin such a back-off again,
/// and the last start ends it.
@Component
class BackoffEndings {
    private static final Logger log = LoggerFactory.getLogger(BackoffEndings.class);

    private final PortalBackoff backoff;
    private final Drains drains;

    BackoffEndings(PortalBackoff backoff, Drains drains) {
        this.backoff = backoff;
        this.drains = drains;
    }

    @TransactionalEventListener
    void on(PortalEvent.Resumed resumed) {
        end(resumed.memberId());
    }

    @TransactionalEventListener
    void on(PortalEvent.Installed installed) {
        end(installed.memberId());
    }

    private void end(MemberId memberId) {
        backoff.end(memberId);
        drains.wake(List.of(memberId));
    }

    @EventListener(ApplicationReadyEvent.class)
    void endRefusalsOfFormerCredentials() {
        var portals = backoff.endRefusalsOfFormerCredentials();
        portals.forEach(portal -> log.info(
                "Portal {} refused the app as it was configured before: it is asked again with the new credentials",
                portal));
        drains.wake(portals);
    }
}
