package io.b24mirror.portal;

import java.time.Duration;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

/// Tells whether somebody who claims to be a portal is that portal.
///
/// What it knows may be ten seconds old, as far as another instance changed it; a claim that does not fit is looked up
/// afresh before it is refused, so a new installation is never turned away.
@Service
public class PortalDirectory {
    private final Portals portals;
    private final WebhookPortals webhooks;
    private final Cache<MemberId, Set<String>> digests = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    PortalDirectory(Portals portals, WebhookPortals webhooks) {
        this.portals = portals;
        this.webhooks = webhooks;
    }

    /// Whether the token is one of that portal's application tokens. Compares in constant time.
    public boolean isAuthentic(MemberId memberId, Secret applicationToken) {
        var known = digests.getIfPresent(memberId);
        if (known != null && isOneOf(known, applicationToken)) {
            return true;
        }
        var current = portals.findByMemberId(memberId.value()).map(Portal::applicationTokenDigests).orElse(Set.of());
        if (isOneOf(current, applicationToken)) {
            digests.put(memberId, current);
            return true;
        }
        return webhooks.learn(memberId, applicationToken);
    }

    /// Whether a token with that digest is one of that portal's application tokens, as stored now.
    public boolean isAuthentic(MemberId memberId, String applicationTokenDigest) {
        return portals.findByMemberId(memberId.value())
                .filter(portal -> portal.applicationTokenDigests().contains(applicationTokenDigest))
                .isPresent();
    }

    private static boolean isOneOf(Set<String> digests, Secret token) {
        boolean found = false;
        for (var digest : digests) {
            found |= token.hasDigest(digest);
        }
        return found;
    }

    @TransactionalEventListener
    void forget(PortalInstalled installed) {
        digests.invalidate(installed.memberId());
    }

    @TransactionalEventListener
    void forget(PortalUninstalled uninstalled) {
        digests.invalidate(uninstalled.memberId());
    }
}
