package io.b24mirror.portal.token;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.portal.Portal;
import io.b24mirror.portal.PortalHosts;
import io.b24mirror.portal.Portals;
import io.b24mirror.portal.token.AuthorizationServer.Answer;
import io.b24mirror.portal.token.AuthorizationServer.AppInfo;

/// Follows a portal that was renamed to its new address. Any party on the way could send a redirect, so the new
/// address counts only if the authorization server confirms that the portal of our token is there.
@Component
class RedirectFollower {
    /// The official Python SDK says that a token which looks right and is not valid gets `invalid_client`. Which code
    /// an expired one gets is not certain, so the log names it.
    private static final Set<String> NOT_VALID = Set.of("expired_token", "invalid_token", "invalid_client");

    private static final Logger log = LoggerFactory.getLogger(RedirectFollower.class);

    private final PortalHosts hosts;
    private final Portals portals;
    private final Credentials credentials;
    private final AuthorizationServer authorizationServer;
    private final TransactionTemplate transaction;
    private final Clock clock;

    RedirectFollower(PortalHosts hosts, Portals portals, Credentials credentials,
            AuthorizationServer authorizationServer, TransactionTemplate transaction, Clock clock) {
        this.hosts = hosts;
        this.portals = portals;
        this.credentials = credentials;
        this.authorizationServer = authorizationServer;
        this.transaction = transaction;
        this.clock = clock;
    }

    Relocation follow(RestAccess.ByToken access, @Nullable URI location) {
        var claimed = location == null ? null : endpointAt(location).orElse(null);
        var portal = portals.findByMemberId(access.memberId().value()).filter(Portal::isServedByTokens).orElse(null);
        if (claimed == null || portal == null) {
            return new Relocation.Refused("it does not say where to");
        }
        if (claimed.equals(access.endpoint())) {
            return new Relocation.Refused("it leads to where it came from");
        }
        if (!hosts.allowsPortal(claimed)) {
            return new Relocation.Refused("B24_PORTAL_HOSTS does not allow where it leads to");
        }
        boolean isFresh = isFreshlyRenewed(access);
        if (!isFresh && !clock.instant().isBefore(access.expiresAt())) {
            return new Relocation.TokenExpired();
        }
        return switch (authorizationServer.appInfo(portal.serverEndpoint(), access.accessToken())) {
            case Answer.Given<AppInfo>(var verified) -> decide(access, claimed, verified);
            case Answer.Refused<AppInfo>(var code) when NOT_VALID.contains(code.toLowerCase(Locale.ROOT)) ->
                notValid(access, code, isFresh);
            case Answer.Refused<AppInfo>(var code) -> unverified(code);
            case Answer.Blocked<AppInfo>(var reason) -> unverified(reason);
            case Answer.Unavailable<AppInfo>(var reason) -> unverified(reason);
        };
    }

    /// Renews no token that was renewed within the hour: Bitrix24 blocks apps that renew all the time.
    private static Relocation notValid(RestAccess.ByToken access, String code, boolean isFresh) {
        log.info("app.info answers {} to the token of user {} of portal {}, which expires at {}: {}", code,
                access.userId(), access.memberId(), access.expiresAt(),
                isFresh ? "it was renewed lately, so it is asked again later" : "it is renewed");
        return isFresh ? unverified(code) : new Relocation.TokenExpired();
    }

    private boolean isFreshlyRenewed(RestAccess.ByToken access) {
        return credentials.findByKey(new Credential.Key(access.memberId().value(), access.userId()))
                .filter(credential -> credential.isFreshlyRenewed(clock.instant()))
                .isPresent();
    }

    private static Relocation unverified(String reason) {
        return new Relocation.Refused("whether the portal was renamed could not be verified: " + reason);
    }

    private Relocation decide(RestAccess.ByToken access, URI claimed, AppInfo verified) {
        if (!verified.memberId().equals(access.memberId().value())) {
            return new Relocation.Refused("the token belongs to another portal");
        }
        if (!claimed.equals(endpointAt(verified.clientEndpoint()).orElse(null))
                || !hosts.allowsPortal(verified.clientEndpoint())) {
            return new Relocation.Refused("the authorization server knows the portal by another address");
        }
        transaction.executeWithoutResult(_ -> portals.lockByMemberId(access.memberId().value())
                .filter(portal -> portal.isServedByTokens() && portal.clientEndpoint().equals(access.endpoint()))
                .ifPresent(portal -> portal.moveTo(verified.clientEndpoint())));
        log.info("Portal {} was renamed: it is at {} now", access.memberId(), claimed.getAuthority());
        return new Relocation.Done(
                new RestAccess.ByToken(access.memberId(), verified.clientEndpoint(), access.accessToken(),
                        access.userId(), access.expiresAt()));
    }

    /// Scheme, host and port alone decide; methods are below `/rest/` everywhere.
    private static Optional<URI> endpointAt(URI address) {
        if (address.getScheme() == null || address.getHost() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(address.getScheme().toLowerCase(Locale.ROOT), address.getUserInfo(),
                    address.getHost().toLowerCase(Locale.ROOT), address.getPort(), "/rest/", null, null));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
