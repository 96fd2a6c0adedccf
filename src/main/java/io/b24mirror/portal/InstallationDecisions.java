package io.b24mirror.portal;

import java.time.Instant;
import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The transactions of an installation: each method is one fact.
@Component
class InstallationDecisions {
    /// Strangers can post claims, so what waits undecided is bounded: in all, and per portal. Of a portal's claims the
    /// newest stay, so that no stranger keeps the portal itself from being heard.
    private static final int MAX_PENDING = 1_000;
    private static final int MAX_PENDING_PER_PORTAL = 10;

    private final ClaimedInstallations installations;
    private final Portals portals;
    private final Credentials credentials;
    private final TokenSealer sealer;
    private final VerificationSchedule schedule;
    private final ApplicationEventPublisher events;

    InstallationDecisions(ClaimedInstallations installations, Portals portals, Credentials credentials,
            TokenSealer sealer, VerificationSchedule schedule, ApplicationEventPublisher events) {
        this.installations = installations;
        this.portals = portals;
        this.credentials = credentials;
        this.sealer = sealer;
        this.schedule = schedule;
        this.events = events;
    }

    @Transactional
    boolean store(Installation installation) {
        if (installations.countPending() >= MAX_PENDING) {
            return false;
        }
        makeRoom(installation);
        schedule.verifySoon(installations.save(installation).id());
        return true;
    }

    private void makeRoom(Installation newest) {
        var pending = installations.findPendingOf(newest.memberId().value());
        pending.stream()
                .limit(Math.max(0, pending.size() - MAX_PENDING_PER_PORTAL + 1))
                .forEach(oldest -> oldest.markSuperseded(newest.receivedAt()));
    }

    @Transactional(readOnly = true)
    Optional<Installation> findPending(long installationId) {
        return installations.findByInstallationId(installationId).filter(Installation::isPending);
    }

    /// Lets the portal in, unless something that came in after the claim has overtaken it.
    ///
    /// @param claim
    ///            as it was read before its verification: newer claims may have pushed it out meanwhile, which takes
    ///            nothing from its being true
    /// @return why it was refused after all; empty if the portal is active now
    @Transactional
    Optional<String> accept(Installation claim, Verified verified, Instant now) {
        var installation = installations.findByInstallationId(claim.id())
                .filter(Installation::isUndecided)
                .orElse(null);
        if (installation == null) {
            return Optional.of("it was decided already");
        }
        var known = portals.lockByMemberId(claim.memberId().value());
        if (installations.isOvertaken(claim.memberId().value(), claim.id())) {
            return refuse(installation, "a later installation was verified before it", now);
        }
        if (known.filter(portal -> portal.wasUninstalledAfter(claim.receivedAt())).isPresent()) {
            return refuse(installation, "the portal removed the app after it", now);
        }
        accept(installation, claim, known.orElseGet(() -> new Portal(claim.memberId())), verified, now);
        return Optional.empty();
    }

    private static Optional<String> refuse(Installation installation, String reason, Instant now) {
        installation.markRefused(reason, now);
        return Optional.of(reason);
    }

    private void accept(Installation installation, Installation claim, Portal portal, Verified verified, Instant now) {
        portal.install(installation, verified, now);
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
