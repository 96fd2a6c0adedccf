package io.b24mirror.portal.token;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.Portals;
import io.b24mirror.portal.token.AuthorizationServer.Answer;
import io.b24mirror.portal.token.AuthorizationServer.TokenPair;
import io.b24mirror.secret.Secret;

/// The transactions of a renewal: the authorization server is asked between them. All that may come in between, an
/// uninstallation, a new installation, another instance, is seen by comparing the token once more.
@Component
class RenewalTransactions {
    /// More than a request to the authorization server can take.
    private static final Duration LEASE = Duration.ofMinutes(3);

    private static final Duration REFUSAL = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(RenewalTransactions.class);

    private final Portals portals;
    private final Credentials credentials;
    private final TokenSealer sealer;
    private final Clock clock;

    RenewalTransactions(Portals portals, Credentials credentials, TokenSealer sealer, Clock clock) {
        this.portals = portals;
        this.credentials = credentials;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Decides which instance may ask the authorization server.
    sealed interface Lease {

        /// This instance holds the lease, and may ask.
        ///
        /// @param previous
        ///            the refresh token before the current one, to be tried once if that is refused
        record Acquired(URI serverEndpoint, Secret refreshToken, @Nullable Secret previous) implements Lease {}

        /// Another instance holds the lease.
        record HeldElsewhere() implements Lease {}

        /// There is nothing to renew: the stale token is no longer stored, or its portal is not active.
        record NotNeeded() implements Lease {}

        /// The token cannot be renewed: there is no refresh token.
        record NoRefreshToken() implements Lease {}
    }

    @Transactional
    Lease begin(RestAccess.ByToken stale) {
        var credential = credentials.lockByKey(key(stale)).orElse(null);
        var portal = portals.findByMemberId(stale.memberId().value()).orElse(null);
        if (credential == null || portal == null || !portal.isServedByTokens() || !holds(credential, stale)) {
            return new Lease.NotNeeded();
        }
        var refreshToken = credential.refreshToken();
        if (refreshToken == null) {
            return new Lease.NoRefreshToken();
        }
        if (credential.isBeingRenewed(clock.instant())) {
            return new Lease.HeldElsewhere();
        }
        credential.leaseUntil(clock.instant().plus(LEASE));
        return new Lease.Acquired(portal.serverEndpoint(), sealer.open(refreshToken, stale.memberId(), stale.userId()),
                previous(credential, stale));
    }

    private @Nullable Secret previous(Credential credential, RestAccess.ByToken stale) {
        var sealed = credential.previousRefreshToken();
        return sealed == null ? null : sealer.open(sealed, stale.memberId(), stale.userId());
    }

    /// Keeps the lease for one more request.
    ///
    /// @return whether the tokens are still those that the lease is about
    @Transactional
    boolean prolong(RestAccess.ByToken stale) {
        var ours = credentials.lockByKey(key(stale)).filter(credential -> holds(credential, stale));
        ours.ifPresent(credential -> credential.leaseUntil(clock.instant().plus(LEASE)));
        return ours.isPresent();
    }

    /// Ends a renewal that brought no tokens.
    @Transactional
    Renewal end(RestAccess.ByToken stale, Answer<TokenPair> answer) {
        return switch (answer) {
            case Answer.Given<TokenPair> _ -> throw new IllegalArgumentException("Tokens have to be stored");
            case Answer.Refused<TokenPair>(var code) -> {
                giveUp(stale, code);
                yield new Renewal.Done();
            }
            case Answer.Blocked<TokenPair>(var reason) -> {
                postpone(stale, reason);
                yield new Renewal.Blocked(reason);
            }
            case Answer.Unavailable<TokenPair>(var reason) -> {
                postpone(stale, reason);
                yield new Renewal.Later(reason);
            }
        };
    }

    /// Replaces the old tokens by the renewed ones, if the old ones are still stored.
    ///
    /// An event may have brought another access token since then, but no refresh token: the used one must not stay.
    @Transactional
    void store(RenewedTokens renewed) {
        credentials.lockByKey(renewed.key())
                .filter(credential -> isReplacedBy(credential, renewed))
                .ifPresent(credential -> replaceTokens(credential, renewed));
    }

    /// Bitrix24's sources disagree about the life of a refresh token, so the log says how old a working one was.
    private void replaceTokens(Credential credential, RenewedTokens renewed) {
        long days = ageInDays(credential);
        credential.replaceTokens(sealer.seal(renewed.accessToken(), renewed.memberId(), renewed.userId()),
                sealer.seal(renewed.refreshToken(), renewed.memberId(), renewed.userId()), renewed.expiresAt(),
                clock.instant());
        log.info("Renewed the token of user {} of portal {}; the refresh token was {} days old", renewed.userId(),
                renewed.memberId(), days);
    }

    private long ageInDays(Credential credential) {
        return Duration.between(credential.renewedAt(), clock.instant()).toDays();
    }

    private boolean isReplacedBy(Credential credential, RenewedTokens renewed) {
        var memberId = renewed.memberId();
        var access = sealer.open(credential.accessToken(), memberId, renewed.userId());
        var refresh = credential.refreshToken();
        return access.hasDigest(renewed.replacedAccess()) || (refresh != null
                && sealer.open(refresh, memberId, renewed.userId()).hasDigest(renewed.usedRefresh()));
    }

    private void postpone(RestAccess.ByToken stale, String reason) {
        credentials.lockByKey(key(stale)).ifPresent(Credential::endLease);
        log.warn("Could not renew the token of user {} of portal {}: {}", stale.userId(), stale.memberId(), reason);
    }

    /// Locks in the order in which installing and uninstalling do.
    private void giveUp(RestAccess.ByToken stale, String code) {
        var portal = portals.lockByMemberId(stale.memberId().value()).orElse(null);
        var credential = credentials.lockByKey(key(stale)).orElse(null);
        if (portal == null || credential == null || !holds(credential, stale)) {
            return;
        }
        credential.endLease();
        if (portal.isServedAs(stale.userId())) {
            portal.markNeedsReauthorization();
            log.error("Portal {} needs reauthorization: the authorization server answered {} to a refresh token that "
                    + "was {} days old. Reinstall the app on the portal.", stale.memberId(), code,
                    ageInDays(credential));
        } else {
            credentials.delete(credential);
            log.info("Erased the tokens of user {} of portal {}: the authorization server answered {}",
                    stale.userId(), stale.memberId(), code);
        }
    }

    @Transactional
    void leaveAlone(RestAccess.ByToken refused) {
        var portal = portals.lockByMemberId(refused.memberId().value()).orElse(null);
        var credential = credentials.lockByKey(key(refused)).orElse(null);
        if (portal != null && credential != null && !portal.isServiceUser(refused.userId())) {
            credential.refuseUntil(clock.instant().plus(REFUSAL));
            log.info("Portal {} refuses user {}: nothing is asked as this user for an hour", refused.memberId(),
                    refused.userId());
        }
    }

    @Transactional
    void forget(RestAccess.ByToken refused) {
        var portal = portals.lockByMemberId(refused.memberId().value()).orElse(null);
        var credential = credentials.lockByKey(key(refused)).orElse(null);
        if (portal != null && credential != null && !portal.isServiceUser(refused.userId())
                && holds(credential, refused)) {
            credentials.delete(credential);
            log.info("Erased the tokens of user {} of portal {}: the portal refuses them", refused.userId(),
                    refused.memberId());
        }
    }

    private boolean holds(Credential credential, RestAccess.ByToken access) {
        return sealer.open(credential.accessToken(), access.memberId(), access.userId())
                .hasDigest(access.accessToken().digest());
    }

    private static Credential.Key key(RestAccess.ByToken access) {
        return new Credential.Key(access.memberId().value(), access.userId());
    }
}
