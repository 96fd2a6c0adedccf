package io.b24mirror.portal;

import java.time.Clock;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Suspends portals: their events are stored as usual, but nothing is asked of them until an operator resumes them. A
/// new installation does not end a suspension; an uninstallation does.
///
/// [io.b24mirror.portal.token.PortalAccess] refuses a suspended portal on all instances at once, so work that is
/// already running ends at its next request.
@Service
public class Suspensions {
    private final Portals portals;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Suspensions(Portals portals, ApplicationEventPublisher events, Clock clock) {
        this.portals = portals;
        this.events = events;
        this.clock = clock;
    }

    /// Suspends a portal.
    ///
    /// @return whether it was not suspended before
    @Transactional
    public boolean suspend(MemberId memberId) {
        return portals.lockByMemberId(memberId.value())
                .filter(portal -> portal.suspend(clock.instant()))
                .isPresent();
    }

    /// Resumes a portal; the records that wait are fetched soon.
    ///
    /// @return whether it was suspended
    @Transactional
    public boolean resume(MemberId memberId) {
        boolean resumed = portals.lockByMemberId(memberId.value()).filter(Portal::resume).isPresent();
        if (resumed) {
            events.publishEvent(new PortalEvent.Resumed(memberId));
        }
        return resumed;
    }
}
