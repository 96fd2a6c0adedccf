package io.b24mirror.portal;

import java.time.Clock;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.AuthorizationServer.Answer;
import io.b24mirror.portal.AuthorizationServer.TokenPair;

/// Hands out what it takes to call a portal, as the service identity that a verified installation set.
@Service
public class PortalAccess {
    private static final Logger log = LoggerFactory.getLogger(PortalAccess.class);

    private final Portals portals;
    private final Credentials credentials;
    private final WebhookPortals webhooks;
    private final AuthorizationServer authorizationServer;
    private final TokenSealer sealer;
    private final Clock clock;

    PortalAccess(Portals portals, Credentials credentials, WebhookPortals webhooks,
            AuthorizationServer authorizationServer, TokenSealer sealer, Clock clock) {
        this.portals = portals;
        this.credentials = credentials;
        this.webhooks = webhooks;
        this.authorizationServer = authorizationServer;
        this.sealer = sealer;
        this.clock = clock;
    }

    /// How to call that portal now. The token may have expired: the portal says so, and [#renewed] follows.
    @Transactional(readOnly = true)
    public RestAccess to(MemberId memberId) {
        return portals.findByMemberId(memberId.value())
                .map(this::to)
                .orElseGet(() -> new RestAccess.None("The portal is not known"));
    }

    private RestAccess to(Portal portal) {
        if (portal.state() != Portal.State.ACTIVE) {
            return new RestAccess.None("The portal is " + portal.state());
        }
        if (portal.mode() == Portal.Mode.WEBHOOK) {
            return webhooks.find(portal)
                    .<RestAccess>map(url -> new RestAccess.ByWebhook(portal.memberId(), url.url(), url.userId()))
                    .orElseGet(() -> new RestAccess.None("The portal's webhook is not configured"));
        }
        return credentials.findByKey(key(portal))
                .<RestAccess>map(credential -> byToken(portal, credential))
                .orElseGet(() -> new RestAccess.None("The portal's tokens are missing"));
    }

    private RestAccess.ByToken byToken(Portal portal, Credential credential) {
        return new RestAccess.ByToken(portal.memberId(), portal.clientEndpoint(),
                sealer.open(credential.accessToken(), portal.memberId(), portal.serviceUserId()),
                portal.serviceUserId());
    }

    /// Renews a token that the portal refused, and hands out the new one, which is stored by then.
    ///
    /// The credential's row is locked while the authorization server is asked: a refresh token can be used once, so of
    /// many callers with the same stale token one asks and the others get what it got.
    ///
    /// @return empty if the authorization server could not be reached
    @Transactional
    public Optional<RestAccess> renewed(RestAccess.ByToken stale) {
        var portal = portals.findByMemberId(stale.memberId().value()).orElseThrow();
        var credential = credentials.lockByKey(key(portal)).orElseThrow();
        var current = sealer.open(credential.accessToken(), portal.memberId(), portal.serviceUserId());
        if (!current.hasDigest(stale.accessToken().digest())) {
            return Optional.of(byToken(portal, credential));
        }
        return switch (askForTokens(portal, credential)) {
            case Answer.Given<TokenPair>(var pair) -> {
                replaceTokens(portal, credential, pair);
                yield Optional.of(byToken(portal, credential));
            }
            case Answer.Refused<TokenPair>(var code) -> {
                portal.markNeedsReauthorization();
                log.error("Portal {} needs reauthorization: the authorization server answered {}. "
                        + "Reinstall the app on the portal.", portal.memberId(), code);
                yield Optional.of(new RestAccess.None("The portal needs reauthorization: " + code));
            }
            case Answer.Unavailable<TokenPair>(var reason) -> {
                log.warn("Could not renew the token of portal {}: {}", portal.memberId(), reason);
                yield Optional.empty();
            }
        };
    }

    private Answer<TokenPair> askForTokens(Portal portal, Credential credential) {
        var refreshToken = credential.refreshToken();
        if (refreshToken == null) {
            return new Answer.Refused<>("no refresh token");
        }
        return authorizationServer.renew(portal.serverEndpoint(),
                sealer.open(refreshToken, portal.memberId(), portal.serviceUserId()));
    }

    private void replaceTokens(Portal portal, Credential credential, TokenPair pair) {
        var memberId = portal.memberId();
        long userId = portal.serviceUserId();
        credential.replaceTokens(sealer.seal(pair.accessToken(), memberId, userId),
                sealer.seal(pair.refreshToken(), memberId, userId), pair.expiresAt(), clock.instant());
        log.info("Renewed the token of portal {}", memberId);
    }

    private static Credential.Key key(Portal portal) {
        return new Credential.Key(portal.memberId().value(), portal.serviceUserId());
    }
}
