package io.b24mirror.intake.receiver;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Service;

import io.b24mirror.intake.IntakeProperties;
import io.b24mirror.intake.event.Post;
import io.b24mirror.intake.event.PostedEvent;
import io.b24mirror.intake.event.ReceiveOutcome;
import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.intake.outage.DatabaseCircuitBreaker;
import io.b24mirror.intake.outage.SqlFailures;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.spill.Origin;
import io.b24mirror.spill.Spill;

/// Stores a post in PostgreSQL, or in the spill if PostgreSQL takes too long. Returns once the post is durable
/// or refused.
@Service
class EventReceiver {
    /// How long a post waits for PostgreSQL if the spill has no room.
    private static final long LAST_TIMEOUT_SECONDS = 10;

    private final RateLimitedLog lines;

    private final EventAuthenticator authenticator;
    private final DatabaseCircuitBreaker database;
    private final Spill spill;
    private final ApplicationTokens portals;
    private final JsonMapper json;
    private final long timeoutMillis;

    EventReceiver(EventAuthenticator authenticator, DatabaseCircuitBreaker database, Spill spill,
            ApplicationTokens portals, JsonMapper json, IntakeProperties properties, Clock clock) {
        lines = new RateLimitedLog(LoggerFactory.getLogger(EventReceiver.class), clock);
        this.authenticator = authenticator;
        this.database = database;
        this.spill = spill;
        this.portals = portals;
        this.json = json;
        timeoutMillis = properties.spillPatience().toMillis();
    }

    ReceiveOutcome receive(Post post) {
        return database.isOpen() && spill.isOpen() ? keep(post) : tryToStore(post);
    }

    private ReceiveOutcome keep(Post post) {
        return isKept(post) ? ReceiveOutcome.ACCEPTED : ReceiveOutcome.UNAVAILABLE;
    }

    private boolean isKept(Post post) {
        boolean verified = isVerified(post);
        var content = new SpilledEvent(post.event(), verified).toBytes(json);
        boolean kept = isVouchedFor(post) ? spill.keep(content) : spill.keepUnverified(content, origin(post.event()));
        if (kept && verified && post instanceof Post.Event event && event.isUninstallation()) {
            portals.evict(event.event().memberId()); // its application token is void from now on
        }
        return kept;
    }

    /// Returns whether the post is authentic for certain. An installation is not, even if it brings the portal's
    /// application token: Bitrix24 has to verify it.
    private boolean isVerified(Post post) {
        return switch (post) {
            case Post.Event _ -> isVouchedFor(post);
            case Post.Installation _ -> false;
        };
    }

    private boolean isVouchedFor(Post post) {
        return portals.isAuthenticOffline(post.event().memberId(), post.event().auth().applicationToken());
    }

    private static Origin origin(PostedEvent event) {
        var source = event.source();
        return new Origin(source == null ? "" : source.address(), event.memberId().value());
    }

    private ReceiveOutcome tryToStore(Post post) {
        var outcome = authenticator.submit(post);
        try {
            var stored = outcome.get(timeoutMillis, TimeUnit.MILLISECONDS);
            database.recordSuccess();
            return stored == ReceiveOutcome.UNAVAILABLE ? keepStranger(post) : stored;
        } catch (TimeoutException _) {
            if (isVouchedFor(post)) { // strangers that queue for each other say nothing about PostgreSQL
                database.recordTimeout();
            }
            return keepOrWait(post, outcome);
        } catch (ExecutionException e) {
            return onFailure(post, e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return keepOrWait(post, outcome);
        }
    }

    /// Keeps a post that has to wait its turn, because too many strangers post at once.
    private ReceiveOutcome keepStranger(Post post) {
        return isKept(post) ? ReceiveOutcome.ACCEPTED : ReceiveOutcome.TOO_MANY;
    }

    /// Keeps a post that PostgreSQL may still store. If it does, the replay stores nothing more.
    private ReceiveOutcome keepOrWait(Post post, CompletableFuture<ReceiveOutcome> outcome) {
        if (isKept(post)) {
            outcome.cancel(false);
            return ReceiveOutcome.ACCEPTED;
        }
        try {
            return outcome.get(LAST_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return giveUp(outcome);
        } catch (ExecutionException | TimeoutException _) {
            return giveUp(outcome);
        }
    }

    /// Cancels the post, unless it was committed at the last moment.
    private static ReceiveOutcome giveUp(CompletableFuture<ReceiveOutcome> outcome) {
        outcome.cancel(false);
        return outcome.isCompletedExceptionally() ? ReceiveOutcome.UNAVAILABLE : outcome.join();
    }

    private ReceiveOutcome onFailure(Post post, @Nullable Throwable cause) {
        var failure = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (failure instanceof MalformedFormException malformed) {
            throw malformed;
        }
        if (database.recordFailure(failure)) {
            return keep(post);
        }
        var event = post.event();
        if (failure != null && SqlFailures.refusesData(failure) && !isVerified(post)) {
            lines.warn("Refused {} of portal {}: PostgreSQL does not take what it holds ({})", event.code(),
                    event.memberId(), SqlFailures.reason(failure));
            throw new MalformedFormException("The form holds what cannot be stored");
        }
        lines.error("Could not take {} of portal {}; it goes into the spill", event.code(), event.memberId(), failure);
        return keep(post);
    }
}
