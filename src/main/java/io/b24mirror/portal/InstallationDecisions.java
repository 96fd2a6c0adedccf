package io.b24mirror.portal;

import java.time.Instant;
import java.util.Optional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.AuthorizationServer.AppInfo;

/// The transactions of an installation: each method is one fact.
@Component
class InstallationDecisions {
    /// Strangers can post claims, so what waits undecided is bounded: in all, and per portal.
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
        if (installations.countPending() >= MAX_PENDING
                || installations.countPendingOf(installation.memberId().value()) >= MAX_PENDING_PER_PORTAL) {
            return false;
        }
        schedule.verifySoon(installations.save(installation).id());
        return true;
    }

    @Transactional(readOnly = true)
    Optional<Installation> findPending(long installationId) {
        return installations.findByInstallationId(installationId).filter(Installation::isPending);
    }

    @Transactional
    void accept(long installationId, AppInfo verified, Instant now) {
        findPending(installationId).ifPresent(installation -> accept(installation, verified, now));
    }

    private void accept(Installation installation, AppInfo verified, Instant now) {
        var memberId = installation.memberId();
        long userId = verified.userId() == null ? installation.claimedUserId().orElseThrow() : verified.userId();
        var portal = portals.lockByMemberId(memberId.value()).orElseGet(() -> new Portal(memberId));
        portal.install(installation, verified, userId, now);
        portals.save(portal);
        storeTokens(installation, userId, now);
        installation.markVerified(now);
        events.publishEvent(installation.announcement(userId));
    }

    private void storeTokens(Installation installation, long userId, Instant now) {
        var memberId = installation.memberId();
        var access = sealer.seal(installation.openAccessToken(sealer), memberId, userId);
        var refresh = sealer.seal(installation.openRefreshToken(sealer), memberId, userId);
        var credential = credentials.lockByKey(new Credential.Key(memberId.value(), userId))
                .orElseGet(() -> new Credential(memberId, userId));
        credential.replaceTokens(access, refresh, installation.expiresAt(), now);
        credentials.save(credential);
    }

    @Transactional
    void refuse(long installationId, String reason, Instant now) {
        findPending(installationId).ifPresent(installation -> installation.markRefused(reason, now));
    }
}
