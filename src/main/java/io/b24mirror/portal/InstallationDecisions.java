package io.b24mirror.portal;

import java.time.Instant;
import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.Portal.Precedence;

/// The transactions of an installation: each method is one fact.
@Component
class InstallationDecisions {
    private final ClaimedInstallations installations;
    private final Portals portals;
    private final Credentials credentials;
    private final TokenSealer sealer;
    private final ClaimQueue queue;
    private final ApplicationEventPublisher events;

    InstallationDecisions(ClaimedInstallations installations, Portals portals, Credentials credentials,
            TokenSealer sealer, ClaimQueue queue, ApplicationEventPublisher events) {
        this.installations = installations;
        this.portals = portals;
        this.credentials = credentials;
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
    Acceptance accept(Installation claim, Verified verified, Instant now) {
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

    /// What became of a claim that Bitrix24 confirmed.
    sealed interface Acceptance {

        /// The portal is active now.
        record Accepted() implements Acceptance {}

        /// Something that came later has overtaken it.
        ///
        /// @param reason
        ///            in words for the log
        record Refused(String reason) implements Acceptance {}

        /// The portal removed the app, nobody can tell whether before or after Bitrix24 was asked.
        record AskAgain() implements Acceptance {}
    }

    private static Acceptance refuse(Installation installation, String reason, Instant now) {
        installation.markRefused(reason, now);
        return new Acceptance.Refused(reason);
    }

    private void accept(Installation installation, Installation claim, Portal portal, Verified verified, Instant now) {
        portal.install(installation.confirmedBy(verified), now);
        portals.save(portal);
        storeTokens(claim, verified.userId(), now);
        installation.markVerified(now);
        events.publishEvent(installation.announcement(verified.userId()));
    }

    private void storeTokens(Installation claim, long userId, Instant now) {
        var memberId = claim.memberId();
        var access = sealer.seal(claim.openAccessToken(sealer), memberId, userId);
        var refresh = sealer.seal(claim.openRefreshToken(sealer), memberId, userId);
        var credential = credentials.lockByKey(new Credential.Key(memberId.value(), userId))
                .orElseGet(() -> new Credential(memberId, userId));
        credential.replaceTokens(access, refresh, claim.expiresAt(), now);
        credentials.save(credential);
    }

    @Transactional
    void refuse(long installationId, String reason, Instant now) {
        findPending(installationId).ifPresent(installation -> installation.markRefused(reason, now));
    }
}
