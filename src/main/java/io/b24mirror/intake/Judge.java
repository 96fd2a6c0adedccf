package io.b24mirror.intake;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.ratelimit.UnverifiedRequestLimit;

/// Decides, with PostgreSQL's help, what becomes of a post.
@Component
class Judge {
    private final UnverifiedRequestLimit gate;
    private final ApplicationTokens portals;
    private final Deliveries deliveries;
    private final GroupCommit groupCommit;
    private final Quarantine quarantine;
    private final InstallationEvents installations;

    Judge(UnverifiedRequestLimit gate, ApplicationTokens portals, Deliveries deliveries, GroupCommit groupCommit,
            Quarantine quarantine, InstallationEvents installations) {
        this.gate = gate;
        this.portals = portals;
        this.deliveries = deliveries;
        this.groupCommit = groupCommit;
        this.quarantine = quarantine;
        this.installations = installations;
    }

    /// Has the event stored if no question to PostgreSQL is needed to know that it is authentic.
    ///
    /// @return null if one is needed
    @Nullable
    CompletableFuture<Reception> storeIfKnown(PostedEvent event) {
        boolean known = !event.code().equals(EventCatalog.INSTALL)
                && portals.isAuthenticInCache(event.memberId(), event.auth().applicationToken());
        return known ? store(event) : null;
    }

    /// Waits for PostgreSQL as long as it takes.
    ///
    /// @return [Reception#UNAVAILABLE] if so many strangers wait for it that it did not come to that
    Reception judge(PostedEvent event) {
        if (event.code().equals(EventCatalog.INSTALL)) {
            return DatabaseTrouble.ride(() -> installations.receive(event));
        }
        var authentic = authenticate(event);
        if (authentic.isEmpty()) {
            return Reception.UNAVAILABLE;
        }
        return authentic.get() ? store(event).join() : Reception.NOT_AUTHENTIC;
    }

    /// What is not authentic goes into the quarantine.
    ///
    /// @return empty if too many strangers ask
    private Optional<Boolean> authenticate(PostedEvent event) {
        return portals.isAuthenticOffline(event.memberId(), event.auth().applicationToken())
                ? Optional.of(authenticateOrQuarantine(event))
                : gate.pass(() -> authenticateOrQuarantine(event));
    }

    private boolean authenticateOrQuarantine(PostedEvent event) {
        boolean authentic = DatabaseTrouble
                .ride(() -> portals.isAuthentic(event.memberId(), event.auth().applicationToken()));
        if (!authentic) {
            DatabaseTrouble.ride(() -> quarantine.keep(event, deliveries.dataOf(event)));
        }
        return authentic;
    }

    private CompletableFuture<Reception> store(PostedEvent event) {
        return groupCommit.submit(deliveries.of(event));
    }
}
