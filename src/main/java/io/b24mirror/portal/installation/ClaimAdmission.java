package io.b24mirror.portal.installation;

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

import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.portal.PortalHosts;
import io.b24mirror.portal.PortalProperties;
import io.b24mirror.portal.installation.ClaimTransactions.Acceptance;
import io.b24mirror.portal.token.TokenSealer;
import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.ratelimit.UnverifiedRequestLimit;

/// Stores claims of installations and verifies them in turn. A claim counts only after `app.info` on the authorization
/// server has confirmed it and the portal has said that its user is an administrator; the stored portal does not change
/// before that.
@Service
public class ClaimAdmission {
    /// The outcome of posting a claim.
    public enum Reception {
        /// The claim is stored and will be verified in the background.
        TAKEN,
        /// No app is configured, or the claim names an address that may not be called.
        REFUSED,
        /// Its source has sent too many claims.
        TOO_MANY,
        /// All sources together have sent too many claims. This one may be genuine, so it has to wait.
        NO_ROOM
    }

    /// An access token lives an hour, and clocks differ.
    private static final Duration TOKEN_LIFE = Duration.ofHours(2);
    private static final int MAX_LOGGED = 100;

    private static final Logger log = LoggerFactory.getLogger(ClaimAdmission.class);

    private final RateLimitedLog refusals;
    private final PortalProperties properties;
    private final PortalHosts hosts;
    private final ClaimTransactions decisions;
    private final ApplicationTokens directory;
    private final ClaimRateLimit rate;
    private final UnverifiedRequestLimit gate;
    private final VerificationSchedule schedule;
    private final TokenVerifier verifications;
    private final TokenSealer sealer;
    private final Clock clock;

    ClaimAdmission(PortalProperties properties, PortalHosts hosts, ApplicationTokens directory, ClaimRateLimit rate,
            UnverifiedRequestLimit gate, ClaimTransactions decisions, VerificationSchedule schedule,
            TokenVerifier verifications, TokenSealer sealer, Clock clock) {
        refusals = new RateLimitedLog(log, clock);
        this.directory = directory;
        this.rate = rate;
        this.gate = gate;
        this.schedule = schedule;
        this.properties = properties;
        this.hosts = hosts;
        this.decisions = decisions;
        this.verifications = verifications;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Stores a claim, unless there are too many. When this returns [Reception#TAKEN], the claim is durable and is
    /// verified soon.
    public Reception claim(InstallationClaim claim) {
        return mayAsk(claim) ? admit(claim) : refuse(claim);
    }

    /// Stores a claim that was answered before and has waited in the spill. The rate limits do not apply to it again.
    public Reception claimAgain(InstallationClaim claim) {
        return mayAsk(claim) ? store(claim, isVouched(claim)) : refuse(claim);
    }

    private Reception admit(InstallationClaim claim) {
        if (directory.isAuthenticOffline(claim.memberId(), claim.applicationToken())) {
            return store(claim, isVouched(claim));
        }
        return switch (rate.admit(claim.source())) {
            case ADMITTED -> gate.pass(() -> store(claim, isVouched(claim))).orElse(Reception.NO_ROOM);
            case SOURCE_EXCEEDED -> Reception.TOO_MANY;
            case ALL_EXCEEDED -> Reception.NO_ROOM;
        };
    }

    private boolean isVouched(InstallationClaim claim) {
        return directory.isAuthenticInDatabase(claim.memberId(), claim.applicationToken());
    }

    private Reception store(InstallationClaim claim, boolean vouched) {
        decisions.store(new Installation(claim, vouched, sealer));
        schedule.wake(vouched);
        return Reception.TAKEN;
    }

    private Reception refuse(InstallationClaim claim) {
        refusals.warn("Refused an installation of {}: {} or {} is no address that may be called", claim.memberId(),
                host(claim.serverEndpoint()), host(claim.clientEndpoint()));
        return Reception.REFUSED;
    }

    /// As much of an address as belongs into a log.
    private static String host(@Nullable URI address) {
        var text = address == null ? "none" : address.getScheme() + "://" + address.getHost();
        return text.length() > MAX_LOGGED ? text.substring(0, MAX_LOGGED) + "…" : text;
    }

    private boolean mayAsk(InstallationClaim claim) {
        return properties.appMode() && mayBeAsked(claim.serverEndpoint()) && mayBeCalled(claim.clientEndpoint());
    }

    private boolean mayBeAsked(@Nullable URI serverEndpoint) {
        return serverEndpoint == null || hosts.allowsAuthorizationServer(serverEndpoint);
    }

    private boolean mayBeCalled(@Nullable URI clientEndpoint) {
        return clientEndpoint == null || hosts.allowsPortal(clientEndpoint);
    }

    /// Verifies the claim whose turn it is with the authorization server; no transaction is open during the call.
    ///
    /// @param vouchedOnly
    ///            whether the turn is kept for claims that no stranger can post
    /// @return whether there was one
    boolean verifyNext(boolean vouchedOnly) {
        var claim = decisions.next(vouchedOnly, clock.instant());
        claim.ifPresent(this::verifyOrPostpone);
        return claim.isPresent();
    }

    /// Two claims of a new portal may be accepted at the same time; then one of them fails and gets another turn.
    private void verifyOrPostpone(Installation installation) {
        try {
            verify(installation);
        } catch (RuntimeException e) {
            refusals.warn("An installation of {} has to be verified again: {}", installation.memberId(),
                    e.getClass().getSimpleName());
            decisions.postpone(installation, clock.instant());
        }
    }

    private void verify(Installation installation) {
        switch (verifications.check(installation.verification(sealer))) {
            case VerificationResult.Administrator(var verified) -> accept(installation, verified);
            // every user of a portal can have a token of the app, but the installing one becomes our identity there
            case VerificationResult.OtherUser() -> refuse(installation, "its user is no administrator of the portal");
            case VerificationResult.Refused(var reason) -> refuse(installation, reason);
            case VerificationResult.Unavailable(var method, var reason) -> postpone(installation, method, reason);
        }
    }

    private void postpone(Installation installation, String method, String reason) {
        if (clock.instant().isBefore(installation.receivedAt().plus(TOKEN_LIFE))) {
            refusals.info("An installation of {} waits to be verified, {} does not answer: {}", installation.memberId(),
                    method, reason);
            decisions.postpone(installation, clock.instant());
        } else {
            refuse(installation, method + " could not be asked while its token lived");
        }
    }

    private void accept(Installation installation, VerifiedToken verified) {
        switch (decisions.accept(installation, verified, clock.instant())) {
            case Acceptance.Accepted() -> logAccepted(installation, verified);
            case Acceptance.Refused(var reason) ->
                refusals.warn("Refused an installation of {}: {}", installation.memberId(), reason);
            case Acceptance.AskAgain() -> decisions.postpone(installation, clock.instant());
        }
    }

    private static void logAccepted(Installation installation, VerifiedToken verified) {
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
        refusals.warn("Refused an installation of {}: {}", installation.memberId(), reason);
    }
}
