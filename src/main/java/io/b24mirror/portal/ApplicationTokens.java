package io.b24mirror.portal;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.event.TransactionalEventListener;

import io.b24mirror.secret.Secret;

/// Tells whether somebody who claims to be a portal is that portal.
///
/// What it knows may be ten seconds old, as far as another instance changed it; a claim that does not fit is looked up
/// afresh before it is refused, so a new installation is never turned away.
@Service
public class ApplicationTokens {
    private final Portals portals;
    private final WebhookPortals webhooks;
    private final JdbcClient jdbc;
    private final Cache<MemberId, Set<String>> digests = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    /// What was true when it was last looked up, however long ago that is.
    private volatile Map<MemberId, Set<String>> remembered = new ConcurrentHashMap<>();

    ApplicationTokens(Portals portals, WebhookPortals webhooks, JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.portals = portals;
        this.webhooks = webhooks;
    }

    /// Whether the token is one of that portal's application tokens; none never is. Compares in constant time.
    public boolean isAuthentic(MemberId memberId, @Nullable Secret applicationToken) {
        if (applicationToken == null) {
            return false;
        }
        if (isAuthenticInCache(memberId, applicationToken)) {
            return true;
        }
        var current = portals.findByMemberId(memberId.value()).map(Portal::applicationTokenDigests).orElse(Set.of());
        if (isOneOf(current, applicationToken)) {
            digests.put(memberId, current);
            remembered.put(memberId, current);
            return true;
        }
        return webhooks.learn(memberId, applicationToken);
    }

    /// Whether it is known without asking PostgreSQL that the token is one of that portal's. If not, it may be all
    /// the same.
    public boolean isAuthenticInCache(MemberId memberId, @Nullable Secret applicationToken) {
        var known = digests.getIfPresent(memberId);
        return known != null && isOneOf(known, applicationToken);
    }

    /// Whether it is one of that portal's application tokens as they are stored, so that no stranger can have sent it.
    /// Unlike [#isAuthentic(MemberId, Secret)] it learns nothing by that.
    public boolean isAuthenticInDatabase(MemberId memberId, @Nullable Secret applicationToken) {
        return applicationToken != null && (isAuthenticInCache(memberId, applicationToken)
                || portals.findByMemberId(memberId.value())
                        .map(Portal::applicationTokenDigests)
                        .filter(applicationToken::isOneOf)
                        .isPresent());
    }

    /// The same, by what is remembered of all portals; for times in which PostgreSQL cannot be asked.
    public boolean isAuthenticOffline(MemberId memberId, @Nullable Secret applicationToken) {
        return isAuthenticInCache(memberId, applicationToken)
                || isOneOf(remembered.getOrDefault(memberId, Set.of()), applicationToken);
    }

    /// Learns the application tokens of all portals by heart, as they are now.
    public void loadAll() {
        var all = new ConcurrentHashMap<MemberId, Set<String>>();
        jdbc.sql("""
                select member_id, digest
                from portal.application_token
                join portal.portal using (member_id)
                where state <> 'UNINSTALLED'
                """).query(row -> {
            all.computeIfAbsent(new MemberId(row.getString("member_id")), _ -> new HashSet<>())
                    .add(row.getString("digest"));
        });
        remembered = all;
    }

    /// Forgets what it knows of a portal.
    public void evict(MemberId memberId) {
        digests.invalidate(memberId);
        remembered.remove(memberId);
    }

    /// Whether there is such a portal at all, be it gone.
    public boolean isKnown(MemberId memberId) {
        return portals.findByMemberId(memberId.value()).isPresent();
    }

    /// Whether a token with that digest is one of that portal's application tokens, as stored now.
    public boolean isAuthentic(MemberId memberId, String applicationTokenDigest) {
        return portals.findByMemberId(memberId.value())
                .filter(portal -> portal.applicationTokenDigests().contains(applicationTokenDigest))
                .isPresent();
    }

    private static boolean isOneOf(Set<String> digests, @Nullable Secret token) {
        return token != null && token.isOneOf(digests);
    }

    @TransactionalEventListener
    void evict(PortalEvent.Installed installed) {
        evict(installed.memberId());
    }

    @TransactionalEventListener
    void evict(PortalEvent.Uninstalled uninstalled) {
        evict(uninstalled.memberId());
    }
}
