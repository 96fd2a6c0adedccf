package io.b24mirror.portal;

import java.time.Clock;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Leaves a portal alone for as long as an operator wants that: its events are taken and stored as ever, but nothing is
/// asked of it. A new installation changes nothing about that, a removal of the app ends it.
///
/// [io.b24mirror.portal.token.PortalAccess] hands out nothing meanwhile, on all instances at once, so what is under way
/// ends at its next request.
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

    /// Has nothing asked of a portal from now on.
    ///
    /// @return whether it was not suspended before
    @Transactional
    public boolean suspend(MemberId memberId) {
        return portals.lockByMemberId(memberId.value())
                .filter(portal -> portal.suspend(clock.instant()))
                .isPresent();
    }

    /// Has it asked again, and what waits of it read soon.
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
