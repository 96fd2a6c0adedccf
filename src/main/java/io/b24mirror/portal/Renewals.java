package io.b24mirror.portal;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;

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
    private static final Duration LEASE = Duration.ofSeconds(90);

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
        record Ours(URI serverEndpoint, Secret refreshToken) implements Lease {}

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
        if (credential == null || portal == null || !portal.acts(stale.userId()) || !holds(credential, stale)) {
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
        return new Lease.Ours(portal.serverEndpoint(), sealer.open(refreshToken, stale.memberId(), stale.userId()));
    }

    @Transactional
    void end(RestAccess.ByToken stale, Answer<TokenPair> answer) {
        switch (answer) {
            case Answer.Given<TokenPair>(var pair) -> replaceTokens(stale, pair);
            case Answer.Refused<TokenPair>(var code) -> giveUp(stale, code);
            case Answer.Unavailable<TokenPair>(var reason) -> {
                credentials.lockByKey(key(stale)).ifPresent(Credential::endLease);
                log.warn("Could not renew the token of portal {}: {}", stale.memberId(), reason);
            }
        }
    }

    private void replaceTokens(RestAccess.ByToken stale, TokenPair pair) {
        credentials.lockByKey(key(stale)).filter(credential -> holds(credential, stale)).ifPresent(credential -> {
            credential.replaceTokens(sealer.seal(pair.accessToken(), stale.memberId(), stale.userId()),
                    sealer.seal(pair.refreshToken(), stale.memberId(), stale.userId()), pair.expiresAt(),
                    clock.instant());
            log.info("Renewed the token of portal {}", stale.memberId());
        });
    }

    /// Locks in the order in which installing and uninstalling do.
    private void giveUp(RestAccess.ByToken stale, String code) {
        var portal = portals.lockByMemberId(stale.memberId().value()).orElse(null);
        var credential = credentials.lockByKey(key(stale)).orElse(null);
        if (portal != null && credential != null && holds(credential, stale)) {
            credential.endLease();
            portal.markNeedsReauthorization();
            log.error("Portal {} needs reauthorization: the authorization server answered {}. "
                    + "Reinstall the app on the portal.", stale.memberId(), code);
        }
    }

    private boolean holds(Credential credential, RestAccess.ByToken stale) {
        return sealer.open(credential.accessToken(), stale.memberId(), stale.userId())
                .hasDigest(stale.accessToken().digest());
    }

    private static Credential.Key key(RestAccess.ByToken access) {
        return new Credential.Key(access.memberId().value(), access.userId());
    }
}
