package io.b24mirror.portal.token;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Stores renewed tokens, and keeps those that PostgreSQL does not take: the refresh token that they were given for is
/// spent, so without them the portal would have to be installed again.
///
/// Waiting tokens are used from memory and tried every second. They also lie sealed on the disk, so that the next start
/// finds them if this instance stops before PostgreSQL is back. Storing them twice does no harm: they only ever replace
/// the tokens that they were given for.
@Component
class UnstoredTokens implements SmartLifecycle {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(UnstoredTokens.class);

    private final RenewalTransactions renewals;
    private final SealedFileStore disk;
    private final JsonMapper json;
    private final Map<Credential.Key, Waiting> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable ScheduledExecutorService executor;

    UnstoredTokens(RenewalTransactions renewals, SealedFileStore disk, JsonMapper json) {
        this.renewals = renewals;
        this.disk = disk;
        this.json = json;
    }

    /// @param name
    ///            the name of their file
    private record Waiting(String name, RenewedTokens tokens) {}

    /// Stores tokens, or keeps them until they can be stored.
    void storeOrKeep(RenewedTokens tokens) {
        try {
            renewals.store(tokens);
        } catch (RuntimeException e) {
            keep(tokens, e);
        }
    }

    private void keep(RenewedTokens tokens, RuntimeException cause) {
        var name = UUID.randomUUID().toString();
        waiting.put(tokens.key(), new Waiting(name, tokens));
        boolean isOnDisk = disk.keep(name, tokens.toBytes(json));
        log.error("Could not store the renewed token of user {} of portal {}: {}. It is used from memory {}and stored "
                + "as soon as PostgreSQL takes it", tokens.userId(), tokens.memberId(),
                cause.getClass().getSimpleName(), isOnDisk ? "" : "alone, since it could not be kept on the disk, ");
    }

    /// The access that replaces a stored one, if renewed tokens wait for it.
    Optional<RestAccess.ByToken> insteadOf(RestAccess.ByToken known) {
        return Optional.ofNullable(waiting.get(new Credential.Key(known.memberId().value(), known.userId())))
                .map(Waiting::tokens)
                .filter(tokens -> tokens.replaces(known))
                .map(tokens -> tokens.at(known));
    }

    /// Stores the waiting tokens that PostgreSQL takes now.
    synchronized void storeAll() {
        waiting.forEach(this::store);
    }

    private void store(Credential.Key key, Waiting kept) {
        try {
            renewals.store(kept.tokens());
        } catch (RuntimeException e) {
            log.debug("The renewed token of user {} of portal {} waits on: {}", key.userId(), key.memberId(),
                    e.getClass().getSimpleName());
            return;
        }
        waiting.remove(key, kept);
        disk.remove(kept.name());
        log.info("PostgreSQL has the renewed token of user {} of portal {} now", key.userId(), key.memberId());
    }

    /// Takes over the tokens of instances that stopped before they could store them.
    @Override
    public void start() {
        disk.all().forEach(this::takeUp);
        storeAll();
        var own = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("unstored-tokens").factory());
        var _ = own.scheduleWithFixedDelay(this::storeAll, INTERVAL.toMillis(), INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
        executor = own;
    }

    private void takeUp(String name, byte[] content) {
        try {
            var tokens = RenewedTokens.ofBytes(content, json);
            waiting.put(tokens.key(), new Waiting(name, tokens));
        } catch (RuntimeException _) {
            // the cause may quote a token
            log.warn("File {}.sealed holds renewed tokens in the form of another version: it is left as it is", name);
        }
    }

    @Override
    public void stop() {
        var own = executor;
        executor = null;
        if (own != null) {
            own.shutdownNow();
            storeAll();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
