package io.b24mirror.portal;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.AuthorizationServer.Answer;
import io.b24mirror.portal.AuthorizationServer.TokenPair;
import io.b24mirror.portal.Renewals.Lease;

/// Hands out what it takes to call a portal, as the service identity that a verified installation set.
@Service
public class PortalAccess {
    private final Portals portals;
    private final Credentials credentials;
    private final WebhookPortals webhooks;
    private final AuthorizationServer authorizationServer;
    private final TokenSealer sealer;
    private final Renewals renewals;
    private final ConcurrentMap<MemberId, Lock> renewing = new ConcurrentHashMap<>();

    PortalAccess(Portals portals, Credentials credentials, WebhookPortals webhooks,
            AuthorizationServer authorizationServer, TokenSealer sealer, Renewals renewals) {
        this.portals = portals;
        this.credentials = credentials;
        this.webhooks = webhooks;
        this.authorizationServer = authorizationServer;
        this.sealer = sealer;
        this.renewals = renewals;
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
    /// A refresh token can be used once, so of many callers with the same stale token one asks the authorization server
    /// and the others get what it got: within this instance they wait for each other, and a lease on the credential
    /// keeps other instances away. No transaction is open while the server is asked, so that a server which hangs does
    /// not keep connections and locks from those who store events.
    ///
    /// @return empty if the authorization server could not be reached, or another instance is asking it
    public Optional<RestAccess> renewed(RestAccess.ByToken stale) {
        var lock = renewing.computeIfAbsent(stale.memberId(), _ -> new ReentrantLock());
        lock.lock();
        try {
            return switch (renewals.begin(stale)) {
                case Lease.Needless() -> Optional.of(to(stale.memberId()));
                case Lease.Taken() -> Optional.empty();
                case Lease.Hopeless() -> end(stale, new Answer.Refused<>("no refresh token"));
                case Lease.Ours(var serverEndpoint, var refreshToken) ->
                    end(stale, authorizationServer.renew(serverEndpoint, refreshToken));
            };
        } finally {
            lock.unlock();
        }
    }

    private Optional<RestAccess> end(RestAccess.ByToken stale, Answer<TokenPair> answer) {
        renewals.end(stale, answer);
        return answer instanceof Answer.Unavailable<TokenPair> ? Optional.empty() : Optional.of(to(stale.memberId()));
    }

    private static Credential.Key key(Portal portal) {
        return new Credential.Key(portal.memberId().value(), portal.serviceUserId());
    }
}
