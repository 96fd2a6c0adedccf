package io.b24mirror.portal.removal;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.Portals;
import io.b24mirror.portal.token.PortalTokens;

/// Uninstalls and erases portals.
@Service
public class PortalRemoval {
    private static final Logger log = LoggerFactory.getLogger(PortalRemoval.class);

    private final Portals portals;
    private final PortalTokens tokens;
    private final ApplicationEventPublisher events;

    PortalRemoval(Portals portals, PortalTokens tokens, ApplicationEventPublisher events) {
        this.portals = portals;
        this.tokens = tokens;
        this.events = events;
    }

    /// Marks a portal as uninstalled and erases all its tokens, in the caller's transaction.
    ///
    /// @param clean
    ///            whether its administrator wants everything of it deleted; otherwise its records stay
    /// @param sentAt
    ///            when the portal sent the uninstallation, by its own clock; nothing happens if it installed the app
    ///            again since. Null if it does not say
    @Transactional(propagation = Propagation.MANDATORY)
    public void uninstall(MemberId memberId, boolean clean, @Nullable Instant sentAt, Instant at) {
        portals.lockByMemberId(memberId.value()).filter(portal -> portal.isEndedBy(sentAt)).ifPresent(portal -> {
            portal.markUninstalled(sentAt, at);
            tokens.eraseAll(memberId);
            events.publishEvent(new PortalEvent.Uninstalled(memberId, at, clean, false));
            log.info("Portal {} uninstalled the app; its tokens are erased{}", memberId,
                    clean ? ", and everything else of it will be" : "; its records stay");
        });
    }

    /// Erases all tokens of a portal in the caller's transaction, those of pending claims included. Everything else is
    /// deleted soon after, the portal itself last. Works for portals that have removed the app, too.
    ///
    /// An installation that is claimed later lets it in as a new portal.
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(MemberId memberId, Instant at) {
        portals.lockByMemberId(memberId.value()).ifPresent(portal -> {
            portal.markUninstalled(null, at);
            tokens.eraseAll(memberId);
            events.publishEvent(new PortalEvent.Uninstalled(memberId, at, true, true));
        });
    }
}
