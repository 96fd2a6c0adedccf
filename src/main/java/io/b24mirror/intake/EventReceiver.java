package io.b24mirror.intake;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

import io.b24mirror.portal.PortalDirectory;
import io.b24mirror.portal.UserTokens.UserToken;

import static java.util.Objects.requireNonNullElse;

/// Judges an event and has it stored. Returns when its fate is durable.
@Service
class EventReceiver {
    private static final Logger log = LoggerFactory.getLogger(EventReceiver.class);
    private static final long PATIENCE_SECONDS = 10;

    private final PortalDirectory portals;
    private final EventCatalog catalog;
    private final GroupCommit groupCommit;
    private final Quarantine quarantine;
    private final InstallationEvents installations;
    private final JsonMapper json;

    EventReceiver(PortalDirectory portals, EventCatalog catalog, GroupCommit groupCommit, Quarantine quarantine,
            InstallationEvents installations, JsonMapper json) {
        this.portals = portals;
        this.catalog = catalog;
        this.groupCommit = groupCommit;
        this.quarantine = quarantine;
        this.installations = installations;
        this.json = json;
    }

    Reception receive(PostedEvent event) {
        try {
            return DatabaseTrouble.ride(() -> judge(event));
        } catch (DataAccessException | TransactionException e) {
            log.error("Could not take {} of portal {}", event.code(), event.memberId(), e);
            return Reception.UNAVAILABLE;
        }
    }

    private Reception judge(PostedEvent event) {
        if (event.code().equals(EventCatalog.INSTALL)) {
            return installations.receive(event);
        }
        return isAuthentic(event) ? store(event) : refuse(event);
    }

    private boolean isAuthentic(PostedEvent event) {
        var token = event.auth().applicationToken();
        return token != null && portals.isAuthentic(event.memberId(), token);
    }

    private Reception refuse(PostedEvent event) {
        quarantine.keep(event, json.writeValueAsString(event.data()));
        return Reception.NOT_AUTHENTIC;
    }

    private Reception store(PostedEvent event) {
        var stored = groupCommit.submit(delivery(event));
        try {
            stored.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Reception.ACCEPTED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return giveUp(stored);
        } catch (ExecutionException | TimeoutException _) {
            return giveUp(stored);
        }
    }

    /// Unless the commit was a moment faster than we.
    private static Reception giveUp(CompletableFuture<Void> stored) {
        stored.cancel(false);
        return stored.isCancelled() || stored.isCompletedExceptionally() ? Reception.UNAVAILABLE : Reception.ACCEPTED;
    }

    private Delivery delivery(PostedEvent event) {
        var data = json.writeValueAsString(event.data());
        return new Delivery(Fingerprint.of(event, data), event.memberId(), event.code(), event.eventHandlerId(),
                event.recordId(), event.auth().userId(), requireNonNullElse(event.eventAt(), event.receivedAt()),
                event.receivedAt(), data, catalog.effectOf(event.code(), event.memberId(), event.recordId()),
                userToken(event));
    }

    private static @Nullable UserToken userToken(PostedEvent event) {
        var auth = event.auth();
        if (auth.userId() == null || auth.accessToken() == null || auth.expiresAt() == null) {
            return null;
        }
        return new UserToken(event.memberId(), auth.userId(), auth.accessToken(), auth.refreshToken(),
                auth.expiresAt());
    }
}
