package io.b24mirror.portal.installation;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.portal.PortalEvent;
import io.b24mirror.portal.PortalHosts;
import io.b24mirror.ratelimit.ClientAddress;
import io.b24mirror.ratelimit.RateLimit;
import io.b24mirror.ratelimit.RateLimitedLog;

/// Identifies the user who opens a page of the app on a known portal. It asks Bitrix24 as for an installation, and
/// changes nothing.
///
/// Strangers can post what a browser posts, so what is asked because of them is bounded: 20 questions of a source at
/// once and one every three seconds after that, five a second of all sources, and never more than
/// [TokenVerifier#VISITORS_AT_ONCE] at a time. Pages that bring an application token of the portal's have a wider bound
/// of their own.
@Service
public class VisitorIdentification {
    private static final long PATIENCE_SECONDS = 10;
    private static final Logger log = LoggerFactory.getLogger(VisitorIdentification.class);

    private final ApplicationTokens directory;
    private final RateLimitedLog lines;
    private final PortalHosts hosts;
    private final TokenVerifier verifications;
    private final ApplicationEventPublisher events;
    private final RateLimit unproven;
    private final RateLimit.BySource unprovenSources;
    private final RateLimit proven;
    private final ExecutorService questions = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("visitor-", 0).factory());

    VisitorIdentification(ApplicationTokens directory, PortalHosts hosts, TokenVerifier verifications,
            ApplicationEventPublisher events, Clock clock) {
        this.directory = directory;
        lines = new RateLimitedLog(log, clock);
        this.hosts = hosts;
        this.verifications = verifications;
        this.events = events;
        unprovenSources = new RateLimit.BySource(Duration.ofSeconds(3), 20, clock);
        unproven = new RateLimit(Duration.ofMillis(200), 100, clock);
        proven = new RateLimit(Duration.ofMillis(200), 100, clock);
    }

    /// Answers within ten seconds.
    public Visitor find(InstallationClaim claim) {
        boolean isKnown = directory.isAuthenticInDatabase(claim.memberId(), claim.applicationToken());
        if (claim.serverEndpoint() != null && !hosts.allowsAuthorizationServer(claim.serverEndpoint())) {
            return new Visitor.Stranger();
        }
        if (!(isKnown ? proven.allows() : allows(claim.source()))) {
            return new Visitor.TooMany();
        }
        return await(CompletableFuture.supplyAsync(
                () -> verifications.checkVisitor(claim.verification())
                        .map(found -> visitor(claim, found, isKnown))
                        .orElseGet(Visitor.TooMany::new),
                questions));
    }

    private boolean allows(@Nullable ClientAddress source) {
        return (source == null || unprovenSources.allows(source)) && unproven.allows();
    }

    private Visitor await(CompletableFuture<Visitor> visitor) {
        try {
            return visitor.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Visitor.Unknown();
        } catch (TimeoutException _) {
            return new Visitor.Unknown();
        } catch (ExecutionException e) {
            lines.error("Could not find out who opens the app's page", e.getCause());
            return new Visitor.Unknown();
        }
    }

    private Visitor visitor(InstallationClaim claim, VerificationResult verdict, boolean isKnown) {
        return switch (verdict) {
            case VerificationResult.Administrator(var verified) -> {
                boolean isInstalled = verified.app().isInstalled();
                if (!isInstalled) {
                    events.publishEvent(new PortalEvent.InstallationIncomplete(claim.memberId()));
                }
                yield new Visitor.Administrator(isInstalled, isKnown);
            }
            case VerificationResult.OtherUser() -> new Visitor.OtherUser();
            case VerificationResult.Refused(var reason) -> {
                lines.info("Portal {}: a visitor of the app's page is shown nothing: {}", claim.memberId(), reason);
                yield new Visitor.Stranger();
            }
            case VerificationResult.Unavailable _ -> new Visitor.Unknown();
        };
    }
}
