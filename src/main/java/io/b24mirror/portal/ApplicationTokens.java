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

/// Decides whether a post comes from the portal that it names, by the application token that it brings.
///
/// Tokens are cached for ten seconds, so a change by another instance may take that long to be seen. A token that is
/// not in the cache is looked up before it is refused, so a new installation is never turned away.
@Service
public class ApplicationTokens {
    private final Portals portals;
    private final WebhookPortals webhooks;
    private final JdbcClient jdbc;
    private final Cache<MemberId, Set<String>> digests = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    /// The tokens as they were when they were last read, however long ago that is.
    private volatile Map<MemberId, Set<String>> remembered = new ConcurrentHashMap<>();

    ApplicationTokens(Portals portals, WebhookPortals webhooks, JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.portals = portals;
        this.webhooks = webhooks;
    }

    /// Checks that the token is one of the portal's application tokens. Compares in constant time; a missing token is
    /// not authentic.
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

    /// Checks the token against the cache, without asking PostgreSQL. A token that is not found there may still
    /// be authentic.
    public boolean isAuthenticInCache(MemberId memberId, @Nullable Secret applicationToken) {
        var known = digests.getIfPresent(memberId);
        return known != null && isOneOf(known, applicationToken);
    }

    /// Checks that the token is one of the portal's stored application tokens, so that no stranger can have sent it.
    /// Unlike [#isAuthentic(MemberId, Secret)] it does not learn the portal of a configured webhook.
    public boolean isAuthenticInDatabase(MemberId memberId, @Nullable Secret applicationToken) {
        return applicationToken != null && (isAuthenticInCache(memberId, applicationToken)
                || portals.findByMemberId(memberId.value())
                        .map(Portal::applicationTokenDigests)
                        .filter(applicationToken::isOneOf)
                        .isPresent());
    }

    /// Checks the token against what was last read of all portals, for times when PostgreSQL is away.
    public boolean isAuthenticOffline(MemberId memberId, @Nullable Secret applicationToken) {
        return isAuthenticInCache(memberId, applicationToken)
                || isOneOf(remembered.getOrDefault(memberId, Set.of()), applicationToken);
    }

    /// Reads the application tokens of all portals, for [#isAuthenticOffline].
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

    /// Evicts a portal's tokens, so that the next check reads them from PostgreSQL.
    public void evict(MemberId memberId) {
        digests.invalidate(memberId);
        remembered.remove(memberId);
    }

    /// Checks that the portal is known, even if it has removed the app.
    public boolean isKnown(MemberId memberId) {
        return portals.findByMemberId(memberId.value()).isPresent();
    }

    /// Checks that a token with that digest is one of the portal's stored application tokens.
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
