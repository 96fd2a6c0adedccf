package io.b24mirror.portal.token;

import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.Portal;
import io.b24mirror.portal.Portals;
import io.b24mirror.portal.WebhookPortals;
import io.b24mirror.portal.token.AuthorizationServer.Answer;
import io.b24mirror.portal.token.AuthorizationServer.TokenPair;
import io.b24mirror.portal.token.RenewalTransactions.Lease;

/// Hands out what it takes to call a portal: as the service identity that a verified installation set, or as another
/// user whose tokens an event brought.
@Service
public class PortalAccess {
    private final Portals portals;
    private final Credentials credentials;
    private final WebhookPortals webhooks;
    private final AuthorizationServer authorizationServer;
    private final TokenSealer sealer;
    private final RenewalTransactions renewals;
    private final RedirectFollower relocations;
    private final UnstoredTokens unstored;
    private final Clock clock;
    private final ConcurrentMap<Credential.Key, CompletableFuture<Renewal>> underWay = new ConcurrentHashMap<>();

    PortalAccess(Portals portals, Credentials credentials, WebhookPortals webhooks,
            AuthorizationServer authorizationServer, TokenSealer sealer, RenewalTransactions renewals,
            RedirectFollower relocations, UnstoredTokens unstored, Clock clock) {
        this.portals = portals;
        this.credentials = credentials;
        this.webhooks = webhooks;
        this.authorizationServer = authorizationServer;
        this.sealer = sealer;
        this.renewals = renewals;
        this.relocations = relocations;
        this.unstored = unstored;
        this.clock = clock;
    }

    /// Finds out how to call the portal now. The token may have expired; then the portal says so, and the caller renews
    /// it by [#renewed].
    ///
    /// Every call to a portal asks here first, so this is where a suspension takes effect.
    ///
    /// @param userId
    ///            as whom; absent for the service identity
    @Transactional(readOnly = true)
    public RestAccess to(MemberId memberId, @Nullable Long userId) {
        return portals.findByMemberId(memberId.value())
                .map(portal -> portal.isSuspended() ? new RestAccess.Suspended() : to(portal, userId))
                .orElseGet(() -> new RestAccess.None("The portal is not known"));
    }

    /// Finds the service identity's access, even of a suspended portal: keeping its token alive does not ask
    /// the portal.
    @Transactional(readOnly = true)
    RestAccess toKeepAlive(MemberId memberId) {
        return portals.findByMemberId(memberId.value())
                .map(portal -> to(portal, null))
                .orElseGet(() -> new RestAccess.None("The portal is not known"));
    }

    private RestAccess to(Portal portal, @Nullable Long userId) {
        if (portal.state() != Portal.State.ACTIVE) {
            return new RestAccess.None("The portal is " + portal.state());
        }
        if (portal.mode() == Portal.Mode.WEBHOOK) {
            return byWebhook(portal, userId);
        }
        return userId == null || portal.isServedAs(userId) ? asService(portal) : asUser(portal, userId);
    }

    private RestAccess byWebhook(Portal portal, @Nullable Long userId) {
        return webhooks.incomingWebhook(portal)
                .filter(webhook -> userId == null || webhook.userId() == userId)
                .<RestAccess>map(webhook -> new RestAccess.ByWebhook(portal.memberId(), webhook.url(),
                        webhook.userId(), webhook.setting()))
                .orElseGet(() -> userId == null
                        ? new RestAccess.None("The portal's webhook is not configured")
                        : noTokenOf(userId));
    }

    private RestAccess asService(Portal portal) {
        return credentials.findByKey(key(portal, portal.serviceUserId()))
                .<RestAccess>map(credential -> byToken(portal, credential, portal.serviceUserId()))
                .orElseGet(() -> new RestAccess.None("The portal's tokens are missing"));
    }

    private RestAccess asUser(Portal portal, long userId) {
        return credentials.findByKey(key(portal, userId))
                .filter(credential -> credential.isUsable(clock.instant()))
                .<RestAccess>map(credential -> byToken(portal, credential, userId))
                .orElseGet(() -> noTokenOf(userId));
    }

    private static RestAccess noTokenOf(long userId) {
        return new RestAccess.NotAsUser("There is no usable token of user " + userId);
    }

    private RestAccess.ByToken byToken(Portal portal, Credential credential, long userId) {
        var stored = new RestAccess.ByToken(portal.memberId(), portal.clientEndpoint(),
                sealer.open(credential.accessToken(), portal.memberId(), userId), userId, credential.expiresAt());
        return unstored.insteadOf(stored).orElse(stored);
    }

    /// Checks the expiry that came with the token.
    public boolean hasExpired(RestAccess.ByToken token) {
        return !clock.instant().isBefore(token.expiresAt());
    }

    /// Renews a token that the portal refused. The new one is stored by then, or kept until PostgreSQL takes it.
    ///
    /// A refresh token can be used once, so only one of many callers with the same stale token asks the authorization
    /// server. Callers in this instance wait for its result, and a lease on the credential keeps other instances away.
    /// No transaction is open while the server is asked, so a server that hangs ties up no connection or lock that
    /// storing events needs.
    public Renewal renewed(RestAccess.ByToken stale) {
        var ours = new CompletableFuture<Renewal>();
        var key = new Credential.Key(stale.memberId().value(), stale.userId());
        var theirs = underWay.putIfAbsent(key, ours);
        if (theirs != null) {
            return theirs.join();
        }
        try {
            ours.complete(renew(stale));
        } catch (RuntimeException | Error e) {
            ours.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(key);
        }
        return ours.join();
    }

    private Renewal renew(RestAccess.ByToken stale) {
        if (unstored.insteadOf(stale).isPresent()) {
            return new Renewal.Done();
        }
        return switch (renewals.begin(stale)) {
            case Lease.NotNeeded() -> new Renewal.Done();
            case Lease.HeldElsewhere() -> new Renewal.Later("another instance is renewing it");
            case Lease.NoRefreshToken() -> renewals.end(stale, new Answer.Refused<>("no refresh token"));
            case Lease.Acquired lease -> end(stale, lease, ask(stale, lease));
        };
    }

    private Renewal end(RestAccess.ByToken stale, Lease.Acquired lease, Answer<TokenPair> answer) {
        if (!(answer instanceof Answer.Given<TokenPair>(var pair))) {
            return renewals.end(stale, answer);
        }
        unstored.storeOrKeep(RenewedTokens.of(stale, lease.refreshToken(), pair));
        return new Renewal.Done();
    }

    private Answer<TokenPair> ask(RestAccess.ByToken stale, Lease.Acquired lease) {
        var answer = authorizationServer.renew(lease.serverEndpoint(), lease.refreshToken());
        var previous = lease.previous();
        return previous != null && isSpent(answer) && renewals.prolong(stale)
                ? authorizationServer.renew(lease.serverEndpoint(), previous)
                : answer;
    }

    private static boolean isSpent(Answer<TokenPair> answer) {
        return answer instanceof Answer.Refused<TokenPair>(var code) && "invalid_grant".equalsIgnoreCase(code);
    }

    /// Follows a portal to the address to which it redirects, if the authorization server says that it is there.
    ///
    /// @param location
    ///            where the redirect leads; absent if it does not say
    public Relocation followed(RestAccess.ByToken access, @Nullable URI location) {
        return relocations.follow(access, location);
    }

    /// Asks nothing as a refused user for an hour, whatever tokens this user's events bring. Does nothing if it is the
    /// service identity that was refused.
    public void leaveAlone(RestAccess.ByToken refused) {
        renewals.leaveAlone(refused);
    }

    /// Erases the token of a user that the portal finally refuses. The service identity's is never erased by that.
    public void forget(RestAccess.ByToken refused) {
        renewals.forget(refused);
    }

    private static Credential.Key key(Portal portal, long userId) {
        return new Credential.Key(portal.memberId().value(), userId);
    }
}
