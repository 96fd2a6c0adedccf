package io.b24mirror.portal.installation;

import java.time.Instant;
import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.Portal;
import io.b24mirror.portal.Portal.Precedence;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.Portals;
import io.b24mirror.portal.token.PortalTokens;
import io.b24mirror.portal.token.TokenSealer;

/// Changes claims and portals, one transaction per method.
@Component
class ClaimTransactions {
    private final Installations installations;
    private final Portals portals;
    private final PortalTokens tokens;
    private final TokenSealer sealer;
    private final ClaimQueue queue;
    private final ApplicationEventPublisher events;

    ClaimTransactions(Installations installations, Portals portals, PortalTokens tokens,
            TokenSealer sealer, ClaimQueue queue, ApplicationEventPublisher events) {
        this.installations = installations;
        this.portals = portals;
        this.tokens = tokens;
        this.sealer = sealer;
        this.queue = queue;
        this.events = events;
    }

    @Transactional
    void store(Installation installation) {
        queue.makeRoom(installation);
        installations.save(installation);
    }

    /// Takes the claim whose turn it is; it is being verified from now on.
    @Transactional
    Optional<Installation> next(boolean vouchedOnly, Instant now) {
        return queue.next(vouchedOnly, now).flatMap(this::findPending);
    }

    /// Puts a claim back that could not be verified now.
    @Transactional
    void postpone(Installation claim, Instant now) {
        queue.postpone(claim.id(), now);
    }

    private Optional<Installation> findPending(long installationId) {
        return installations.findByInstallationId(installationId).filter(Installation::isPending);
    }

    /// Lets the portal in, unless something that came in after the claim has overtaken it.
    ///
    /// @param claim
    ///            as it was read before its verification
    @Transactional
    Acceptance accept(Installation claim, VerifiedToken verified, Instant now) {
        var known = portals.lockByMemberId(claim.memberId().value());
        var installation = findPending(claim.id()).orElse(null);
        if (installation == null) {
            return new Acceptance.Refused("it was decided already");
        }
        if (installations.isOvertaken(claim.id())) {
            return refuse(installation, "a later installation was verified before it", now);
        }
        return switch (known.map(portal -> portal.precedence(claim.eventAt(), claim.askedAt()))
                .orElse(Precedence.CLAIM_IS_LATER)) {
            case REMOVAL_IS_LATER -> refuse(installation, "the portal removed the app after it", now);
            case UNKNOWN -> new Acceptance.AskAgain();
            case CLAIM_IS_LATER -> {
                accept(installation, claim, known.orElseGet(() -> new Portal(claim.memberId())), verified, now);
                yield new Acceptance.Accepted();
            }
        };
    }

    /// The outcome of accepting a claim that Bitrix24 has confirmed.
    sealed interface Acceptance {

        /// The portal is active now.
        record Accepted() implements Acceptance {}

        /// Something that came later has overtaken it.
        ///
        /// @param reason
        ///            in words for the log
        record Refused(String reason) implements Acceptance {}

        /// The portal removed the app, and it is not known whether that was before or after Bitrix24 was asked.
        record AskAgain() implements Acceptance {}
    }

    private static Acceptance refuse(Installation installation, String reason, Instant now) {
        installation.markRefused(reason, now);
        return new Acceptance.Refused(reason);
    }

    private void accept(Installation installation, Installation claim, Portal portal, VerifiedToken verified,
            Instant now) {
        portal.install(installation.confirmedBy(verified), now);
        portals.save(portal);
        tokens.replace(claim.memberId(), verified.userId(), claim.openAccessToken(sealer),
                claim.openRefreshToken(sealer), claim.expiresAt());
        installation.markVerified(now);
        events.publishEvent(installation.announcement(verified.userId()));
    }

    @Transactional
    void refuse(long installationId, String reason, Instant now) {
        findPending(installationId).ifPresent(installation -> installation.markRefused(reason, now));
    }

    /// Refuses the pending claims of an erased portal, which would let it in again.
    @EventListener
    void refusePending(PortalEvent.Uninstalled uninstalled) {
        if (uninstalled.erased()) {
            installations.findPendingOf(uninstalled.memberId().value())
                    .forEach(claim -> claim.markRefused("the portal was erased", uninstalled.at()));
        }
    }
}
