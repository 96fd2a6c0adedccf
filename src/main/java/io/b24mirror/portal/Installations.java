package io.b24mirror.portal;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;

/// The way of a portal into the service: a claim is taken at once, believed only after `app.info` on the authorization
/// server confirmed it and the portal named its user an administrator, and leaves the stored portal untouched
/// until then.
@Service
public class Installations {
    /// What became of a claim at the door.
    public enum Reception {
        /// Stored; it will be verified in the background.
        TAKEN,
        /// No app is configured, or an address that it names is none that we may call.
        REFUSED,
        /// Too many claims wait already.
        TOO_MANY
    }

    /// An access token lives an hour, and clocks differ.
    private static final Duration TOKEN_LIFE = Duration.ofHours(2);

    private static final Logger log = LoggerFactory.getLogger(Installations.class);

    private final PortalProperties properties;
    private final PortalHosts hosts;
    private final InstallationDecisions decisions;
    private final Verifications verifications;
    private final TokenSealer sealer;
    private final Clock clock;

    Installations(PortalProperties properties, PortalHosts hosts, InstallationDecisions decisions,
            Verifications verifications, TokenSealer sealer, Clock clock) {
        this.properties = properties;
        this.hosts = hosts;
        this.decisions = decisions;
        this.verifications = verifications;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Takes a claim; when this returns [Reception#TAKEN] it is stored durably and its verification is scheduled.
    public Reception claim(InstallationClaim claim) {
        if (!properties.appMode() || !mayBeAsked(claim.serverEndpoint()) || !mayBeCalled(claim.clientEndpoint())) {
            log.warn("Refused an installation of {}: {} or {} is no address that may be called", claim.memberId(),
                    claim.serverEndpoint(), claim.clientEndpoint());
            return Reception.REFUSED;
        }
        return decisions.store(new Installation(claim, sealer)) ? Reception.TAKEN : Reception.TOO_MANY;
    }

    private boolean mayBeAsked(@Nullable URI serverEndpoint) {
        return serverEndpoint == null || hosts.allowsAuthorizationServer(serverEndpoint);
    }

    private boolean mayBeCalled(@Nullable URI clientEndpoint) {
        return clientEndpoint == null || hosts.allowsPortal(clientEndpoint);
    }

    /// Verifies one claim with the authorization server; no transaction is open during the call.
    ///
    /// @return false if so many claims are being verified that this one has to wait
    /// @throws AuthorizationServerUnavailableException
    ///             if it has to be tried again later
    boolean tryVerify(long installationId) {
        return verifications.ifFree(() -> {
            decisions.findPending(installationId).ifPresent(this::verify);
            return true;
        }).orElse(false);
    }

    private void verify(Installation installation) {
        switch (verifications.check(installation.verification(sealer))) {
            case Verdict.Administrator(var verified) -> accept(installation, verified);
            // every user of a portal can have a token of the app, but the one who installs it becomes our identity there
            case Verdict.OtherUser() -> refuse(installation, "its user is no administrator of the portal");
            case Verdict.Refused(var reason) -> refuse(installation, reason);
            case Verdict.Unavailable(var method, var reason) -> postpone(installation, method, reason);
        }
    }

    private void postpone(Installation installation, String method, String reason) {
        if (clock.instant().isBefore(installation.receivedAt().plus(TOKEN_LIFE))) {
            throw new AuthorizationServerUnavailableException(method + ": " + reason);
        }
        refuse(installation, method + " could not be asked while its token lived");
    }

    private void accept(Installation installation, Verified verified) {
        decisions.accept(installation, verified, clock.instant())
                .ifPresentOrElse(
                        reason -> log.warn("Refused an installation of {}: {}", installation.memberId(), reason),
                        () -> logAccepted(installation, verified));
    }

    private static void logAccepted(Installation installation, Verified verified) {
        var called = verified.app().clientEndpoint().getRawAuthority();
        var others = Stream.concat(installation.claimedHosts().stream(), Stream.of(verified.app().domain()))
                .map(host -> host.toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty() && !host.equalsIgnoreCase(called))
                .distinct()
                .collect(Collectors.joining(", "));
        log.info("Portal {} installed the app; it is active", installation.memberId());
        if (!others.isEmpty()) {
            log.info("Portal {} is called at {}; its installation names it {} as well", installation.memberId(), called,
                    others);
        }
    }

    private void refuse(Installation installation, String reason) {
        decisions.refuse(installation.id(), reason, clock.instant());
        log.warn("Refused an installation of {}: {}", installation.memberId(), reason);
    }
}
