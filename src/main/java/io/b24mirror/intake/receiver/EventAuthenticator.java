package io.b24mirror.intake.receiver;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

import io.b24mirror.intake.delivery.GroupCommit;
import io.b24mirror.intake.delivery.Quarantine;
import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.intake.event.ReceiveOutcome;
import io.b24mirror.intake.outage.SqlFailures;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.ratelimit.UnverifiedRequestLimit;

/// Authenticates posts and stores the authentic ones in PostgreSQL.
@Component
class EventAuthenticator {
    private final UnverifiedRequestLimit gate;
    private final ApplicationTokens portals;
    private final GroupCommit groupCommit;
    private final Quarantine quarantine;
    private final InstallationClaims installations;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("authenticate-", 0).factory());

    EventAuthenticator(UnverifiedRequestLimit gate, ApplicationTokens portals, GroupCommit groupCommit,
            Quarantine quarantine,
            InstallationClaims installations) {
        this.gate = gate;
        this.portals = portals;
        this.groupCommit = groupCommit;
        this.quarantine = quarantine;
        this.installations = installations;
    }

    /// Begins to authenticate and store a post. An event that is authentic by the cache goes straight to the group
    /// commit. Any other post takes a virtual thread, which waits for PostgreSQL as long as it takes.
    ///
    /// @return completes with [ReceiveOutcome#UNAVAILABLE] if too many strangers wait for PostgreSQL
    CompletableFuture<ReceiveOutcome> submit(Post post) {
        return switch (post) {
            case Post.Event(var event) when isRecentlyAuthentic(event) -> groupCommit.submit(event);
            case Post.Event(var event) -> inBackground(() -> authenticateAndStore(event));
            case Post.Installation installation ->
                inBackground(() -> SqlFailures.retry(() -> installations.receive(installation)));
        };
    }

    private boolean isRecentlyAuthentic(PostedEvent event) {
        return portals.isAuthenticInCache(event.memberId(), event.auth().applicationToken());
    }

    private CompletableFuture<ReceiveOutcome> inBackground(Supplier<ReceiveOutcome> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }

    private ReceiveOutcome authenticateAndStore(PostedEvent event) {
        var authentic = authenticate(event);
        if (authentic.isEmpty()) {
            return ReceiveOutcome.UNAVAILABLE;
        }
        return authentic.get() ? groupCommit.submit(event).join() : ReceiveOutcome.NOT_AUTHENTIC;
    }

    /// Returns whether the event is authentic, or nothing if too many strangers ask.
    private Optional<Boolean> authenticate(PostedEvent event) {
        return portals.isAuthenticOffline(event.memberId(), event.auth().applicationToken())
                ? Optional.of(authenticateOrQuarantine(event))
                : gate.pass(() -> authenticateOrQuarantine(event));
    }

    private boolean authenticateOrQuarantine(PostedEvent event) {
        boolean authentic = SqlFailures
                .retry(() -> portals.isAuthentic(event.memberId(), event.auth().applicationToken()));
        if (!authentic) {
            SqlFailures.retry(() -> quarantine.keep(event));
        }
        return authentic;
    }
}
