package io.b24mirror.portal;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

import io.b24mirror.portal.AuthorizationServer.Answer;
import io.b24mirror.portal.AuthorizationServer.AppInfo;

/// The way of a portal into the service: a claim is taken at once, believed only after `app.info` on the authorization
/// server confirmed it and the portal named its user an administrator, and leaves the stored portal untouched until
/// then.
///
/// See Bitrix24's "Secure event handlers": anybody can post an `ONAPPINSTALL`, so the token in it has to be verified.
@Service
public class Installations {
    /// What became of a claim at the door.
    public enum Reception {
        /// Stored; it will be verified in the background.
        TAKEN,
        /// No app is configured, or its addresses are none that we may call.
        REFUSED,
        /// Too many claims wait already.
        TOO_MANY
    }

    /// An access token lives an hour, and clocks differ.
    private static final Duration TOKEN_LIFE = Duration.ofHours(2);

    /// Strangers can post claims, and an authorization server may hang: that must not keep all other background work
    /// from running.
    static final int MAX_VERIFICATIONS = 8;

    private static final Logger log = LoggerFactory.getLogger(Installations.class);

    private final PortalProperties properties;
    private final PortalHosts hosts;
    private final InstallationDecisions decisions;
    private final AuthorizationServer authorizationServer;
    private final TokenSealer sealer;
    private final Clock clock;
    private final Semaphore verifications = new Semaphore(MAX_VERIFICATIONS);

    Installations(PortalProperties properties, PortalHosts hosts, InstallationDecisions decisions,
            AuthorizationServer authorizationServer, TokenSealer sealer, Clock clock) {
        this.properties = properties;
        this.hosts = hosts;
        this.decisions = decisions;
        this.authorizationServer = authorizationServer;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Takes a claim; when this returns [Reception#TAKEN] it is stored durably and its verification is scheduled.
    public Reception claim(InstallationClaim claim) {
        if (!properties.appMode() || !hosts.allowsAuthorizationServer(claim.serverEndpoint())
                || !hosts.allowsPortal(claim.clientEndpoint())) {
            log.warn("Refused an installation of {}: {} or {} is no address that may be called", claim.memberId(),
                    claim.serverEndpoint(), claim.clientEndpoint());
            return Reception.REFUSED;
        }
        return decisions.store(new Installation(claim, sealer)) ? Reception.TAKEN : Reception.TOO_MANY;
    }

    /// Verifies one claim with the authorization server; no transaction is open during the call.
    ///
    /// @return false if so many claims are being verified that this one has to wait
    /// @throws AuthorizationServerUnavailableException
    ///             if it has to be tried again later
    boolean tryVerify(long installationId) {
        if (!verifications.tryAcquire()) {
            return false;
        }
        try {
            decisions.findPending(installationId).ifPresent(this::verify);
            return true;
        } finally {
            verifications.release();
        }
    }

    private void verify(Installation installation) {
        var answer = authorizationServer.appInfo(installation.serverEndpoint(), installation.openAccessToken(sealer));
        decide(installation, "app.info", answer, verified -> objection(installation, verified).ifPresentOrElse(
                objection -> refuse(installation, objection), () -> verifyAdministrator(installation, verified)));
    }

    /// Every user of a portal can have a token of the app, but the one who installs it becomes our identity there.
    private void verifyAdministrator(Installation installation, AppInfo verified) {
        var answer = authorizationServer.isAdministrator(installation.memberId(), verified.clientEndpoint(),
                installation.openAccessToken(sealer));
        decide(installation, "profile", answer, isAdministrator -> {
            if (isAdministrator) {
                accept(installation, verified);
            } else {
                refuse(installation, "its user is no administrator of the portal");
            }
        });
    }

    private <T> void decide(Installation installation, String method, Answer<T> answer, Consumer<T> decision) {
        switch (answer) {
            case Answer.Given<T>(var value) -> decision.accept(value);
            case Answer.Refused<T>(var code) -> refuse(installation, method + " answered " + code);
            case Answer.Blocked<T>(var reason) -> postpone(installation, method, reason);
            case Answer.Unavailable<T>(var reason) -> postpone(installation, method, reason);
        }
    }

    private void postpone(Installation installation, String method, String reason) {
        if (clock.instant().isBefore(installation.receivedAt().plus(TOKEN_LIFE))) {
            throw new AuthorizationServerUnavailableException(method + ": " + reason);
        }
        refuse(installation, method + " could not be asked while its token lived");
    }

    private Optional<String> objection(Installation claim, AppInfo verified) {
        if (!verified.clientId().equals(properties.clientId())) {
            return Optional.of("its token belongs to another app");
        }
        if (!verified.memberId().equals(claim.memberId().value())) {
            return Optional.of("its token belongs to another portal");
        }
        if (!sameHost(claim, verified) || !hosts.allowsPortal(verified.clientEndpoint())) {
            return Optional.of("its client_endpoint is not the portal's");
        }
        if (verified.userId() != null
                && claim.claimedUserId().filter(id -> !id.equals(verified.userId())).isPresent()) {
            return Optional.of("its token belongs to another user");
        }
        if (verified.userId() == null && claim.claimedUserId().isEmpty()) {
            return Optional.of("it names no user");
        }
        return Optional.empty();
    }

    private static boolean sameHost(Installation claim, AppInfo verified) {
        var host = claim.clientEndpoint().getAuthority();
        return host.equalsIgnoreCase(verified.clientEndpoint().getAuthority())
                && host.equalsIgnoreCase(verified.domain());
    }

    private void accept(Installation installation, AppInfo verified) {
        decisions.accept(installation, verified, clock.instant())
                .ifPresentOrElse(
                        reason -> log.warn("Refused an installation of {}: {}", installation.memberId(), reason),
                        () -> log.info("Portal {} installed the app; it is active", installation.memberId()));
    }

    private void refuse(Installation installation, String reason) {
        decisions.refuse(installation.id(), reason, clock.instant());
        log.warn("Refused an installation of {}: {}", installation.memberId(), reason);
    }
}
