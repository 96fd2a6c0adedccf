package io.b24mirror.intake;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.PortalDirectory;

/// Decides, with PostgreSQL's help, what becomes of a post.
@Component
class Judge {
    private final PortalDirectory portals;
    private final Deliveries deliveries;
    private final GroupCommit groupCommit;
    private final Quarantine quarantine;
    private final InstallationEvents installations;

    Judge(PortalDirectory portals, Deliveries deliveries, GroupCommit groupCommit, Quarantine quarantine,
            InstallationEvents installations) {
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
                && portals.knowsRecently(event.memberId(), event.auth().applicationToken());
        return known ? store(event) : null;
    }

    /// Waits for PostgreSQL as long as it takes.
    Reception judge(PostedEvent event) {
        if (event.code().equals(EventCatalog.INSTALL)) {
            return DatabaseTrouble.ride(() -> installations.receive(event));
        }
        if (DatabaseTrouble.ride(() -> portals.isAuthentic(event.memberId(), event.auth().applicationToken()))) {
            return store(event).join();
        }
        DatabaseTrouble.ride(() -> quarantine.keep(event, deliveries.dataOf(event)));
        return Reception.NOT_AUTHENTIC;
    }

    private CompletableFuture<Reception> store(PostedEvent event) {
        return groupCommit.submit(deliveries.of(event));
    }
}
