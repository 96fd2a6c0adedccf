package io.b24mirror.portal;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.AuthorizationServer.Answer;
import io.b24mirror.portal.AuthorizationServer.TokenPair;

/// The transactions of a renewal: the authorization server is asked between them. All that may come in between, an
/// uninstallation, a new installation, another instance, is seen by comparing the token once more.
@Component
class Renewals {
    /// More than a request to the authorization server can take.
    private static final Duration LEASE = Duration.ofMinutes(3);

    private static final Logger log = LoggerFactory.getLogger(Renewals.class);

    private final Portals portals;
    private final Credentials credentials;
    private final TokenSealer sealer;
    private final Clock clock;

    Renewals(Portals portals, Credentials credentials, TokenSealer sealer, Clock clock) {
        this.portals = portals;
        this.credentials = credentials;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// Who may ask the authorization server.
    sealed interface Lease {

        /// We, and nobody else for a while.
        ///
        /// @param previous
        ///            the refresh token before the current one, to be tried once if that is refused
        record Ours(URI serverEndpoint, Secret refreshToken, @Nullable Secret previous) implements Lease {}

        /// Another instance.
        record Taken() implements Lease {}

        /// Nobody has to: what is stored is no longer the stale token of an active portal.
        record Needless() implements Lease {}

        /// Nobody can: there is no refresh token.
        record Hopeless() implements Lease {}
    }

    @Transactional
    Lease begin(RestAccess.ByToken stale) {
        var credential = credentials.lockByKey(key(stale)).orElse(null);
        var portal = portals.findByMemberId(stale.memberId().value()).orElse(null);
        if (credential == null || portal == null || !portal.isServedByTokens() || !holds(credential, stale)) {
            return new Lease.Needless();
        }
        var refreshToken = credential.refreshToken();
        if (refreshToken == null) {
            return new Lease.Hopeless();
        }
        if (credential.isBeingRenewed(clock.instant())) {
            return new Lease.Taken();
        }
        credential.leaseUntil(clock.instant().plus(LEASE));
        return new Lease.Ours(portal.serverEndpoint(), sealer.open(refreshToken, stale.memberId(), stale.userId()),
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

    /// @param used
    ///            the refresh token that the server was asked with
    @Transactional
    Renewal end(RestAccess.ByToken stale, @Nullable Secret used, Answer<TokenPair> answer) {
        return switch (answer) {
            case Answer.Given<TokenPair>(var pair) -> {
                replaceTokens(stale, used, pair);
                yield new Renewal.Done();
            }
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

    /// An event may have brought the user another access token meanwhile, but no refresh token: the one that has just
    /// been used up must not stay.
    private void replaceTokens(RestAccess.ByToken stale, @Nullable Secret used, TokenPair pair) {
        credentials.lockByKey(key(stale))
                .filter(credential -> holds(credential, stale) || holdsRefresh(credential, stale, used))
                .ifPresent(credential -> {
                    credential.replaceTokens(sealer.seal(pair.accessToken(), stale.memberId(), stale.userId()),
                            sealer.seal(pair.refreshToken(), stale.memberId(), stale.userId()), pair.expiresAt(),
                            clock.instant());
                    log.info("Renewed the token of user {} of portal {}", stale.userId(), stale.memberId());
                });
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
            log.error("Portal {} needs reauthorization: the authorization server answered {}. "
                    + "Reinstall the app on the portal.", stale.memberId(), code);
        } else {
            credentials.delete(credential);
            log.info("Erased the tokens of user {} of portal {}: the authorization server answered {}",
                    stale.userId(), stale.memberId(), code);
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
        return opensTo(credential.accessToken(), access, access.accessToken());
    }

    private boolean holdsRefresh(Credential credential, RestAccess.ByToken access, @Nullable Secret token) {
        var sealed = credential.refreshToken();
        return sealed != null && token != null && opensTo(sealed, access, token);
    }

    private boolean opensTo(byte[] sealed, RestAccess.ByToken access, Secret secret) {
        return sealer.open(sealed, access.memberId(), access.userId()).hasDigest(secret.digest());
    }

    private static Credential.Key key(RestAccess.ByToken access) {
        return new Credential.Key(access.memberId().value(), access.userId());
    }
}
