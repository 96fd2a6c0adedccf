package io.b24mirror.portal;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/// Finds out who opens a page of the app on a portal that is served already. It asks Bitrix24 as for an installation,
/// and changes nothing.
///
/// Strangers can post what a browser posts, so what is asked because of them is bounded: 20 questions at once and one
/// every three seconds after that, and never more than [Verifications#MAX_AT_ONCE] at a time. Pages that bring an
/// application token of the portal's have a wider bound of their own.
@Service
public class Visitors {
    private static final long PATIENCE_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(Visitors.class);

    private final Portals portals;
    private final PortalHosts hosts;
    private final Verifications verifications;
    private final ApplicationEventPublisher events;
    private final VisitRate unproven;
    private final VisitRate proven;
    private final ExecutorService questions = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("visitor-", 0).factory());

    Visitors(Portals portals, PortalHosts hosts, Verifications verifications, ApplicationEventPublisher events,
            Clock clock) {
        this.portals = portals;
        this.hosts = hosts;
        this.verifications = verifications;
        this.events = events;
        unproven = new VisitRate(Duration.ofSeconds(3), 20, clock);
        proven = new VisitRate(Duration.ofMillis(200), 100, clock);
    }

    /// Answers within ten seconds.
    public Visitor find(InstallationClaim claim) {
        boolean isKnown = isKnown(claim);
        if (claim.serverEndpoint() != null && !hosts.allowsAuthorizationServer(claim.serverEndpoint())) {
            return new Visitor.Stranger();
        }
        if (!(isKnown ? proven : unproven).allows()) {
            return new Visitor.Unknown();
        }
        var verdict = await(CompletableFuture
                .supplyAsync(() -> verifications.ifFree(() -> verifications.check(claim.verification())), questions));
        return verdict.map(found -> visitor(claim, found, isKnown)).orElseGet(Visitor.Unknown::new);
    }

    private boolean isKnown(InstallationClaim claim) {
        var token = claim.applicationToken();
        return token != null && portals.findByMemberId(claim.memberId().value())
                .map(Portal::applicationTokenDigests)
                .filter(digests -> token.isOneOf(digests))
                .isPresent();
    }

    private static Optional<Verdict> await(CompletableFuture<Optional<Verdict>> verdict) {
        try {
            return verdict.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException _) {
            return Optional.empty();
        } catch (ExecutionException e) {
            log.error("Could not find out who opens the app's page", e.getCause());
            return Optional.empty();
        }
    }

    private Visitor visitor(InstallationClaim claim, Verdict verdict, boolean isKnown) {
        return switch (verdict) {
            case Verdict.Administrator(var verified) -> {
                boolean isInstalled = verified.app().isInstalled();
                if (!isInstalled) {
                    events.publishEvent(new InstallationUnfinished(claim.memberId()));
                }
                yield new Visitor.Administrator(isInstalled, isKnown);
            }
            case Verdict.OtherUser() -> new Visitor.OtherUser();
            case Verdict.Refused(var reason) -> {
                log.info("Portal {}: a visitor of the app's page is shown nothing: {}", claim.memberId(), reason);
                yield new Visitor.Stranger();
            }
            case Verdict.Unavailable _ -> new Visitor.Unknown();
        };
    }
}
