package io.b24mirror.intake;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Service;

import io.b24mirror.intake.form.MalformedFormException;
import io.b24mirror.portal.ApplicationTokens;
import io.b24mirror.ratelimit.RateLimitedLog;
import io.b24mirror.spill.Origin;
import io.b24mirror.spill.Spill;

/// Has an event judged and stored; where PostgreSQL does not do that in time, has it kept in the spill. Returns when
/// its fate is durable.
@Service
class EventReceiver {
    /// How long is waited for PostgreSQL where the spill has no room.
    private static final long LAST_PATIENCE_SECONDS = 10;

    private final RateLimitedLog lines;
    private final Judge judge;
    private final DatabaseWatch database;
    private final Spill spill;
    private final ApplicationTokens portals;
    private final JsonMapper json;
    private final long patienceMillis;
    private final ExecutorService judges = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("judge-", 0).factory());

    EventReceiver(Judge judge, DatabaseWatch database, Spill spill, ApplicationTokens portals, JsonMapper json,
            IntakeProperties properties, Clock clock) {
        lines = new RateLimitedLog(LoggerFactory.getLogger(EventReceiver.class), clock);
        this.judge = judge;
        this.database = database;
        this.spill = spill;
        this.portals = portals;
        this.json = json;
        patienceMillis = properties.spillPatience().toMillis();
    }

    Reception receive(PostedEvent event) {
        InstallationEvents.requireComplete(event);
        return database.isAway() && spill.isOpen() ? keep(event) : tryToStore(event);
    }

    private Reception keep(PostedEvent event) {
        return isKept(event) ? Reception.ACCEPTED : Reception.UNAVAILABLE;
    }

    private boolean isKept(PostedEvent event) {
        boolean verified = isVerified(event);
        var content = new SpilledEvent(event, verified).toBytes(json);
        boolean kept = isVouchedFor(event)
                ? spill.keep(content)
                : spill.keepUnverified(content, origin(event));
        if (kept && verified && event.code().equals(EventCatalog.UNINSTALL)) {
            portals.evict(event.memberId()); // nobody vouches for what comes after that
        }
        return kept;
    }

    /// An installation is verified by Bitrix24 alone, even if it brings the portal's application token.
    private boolean isVerified(PostedEvent event) {
        return !event.code().equals(EventCatalog.INSTALL) && isVouchedFor(event);
    }

    private boolean isVouchedFor(PostedEvent event) {
        return portals.isAuthenticOffline(event.memberId(), event.auth().applicationToken());
    }

    private static Origin origin(PostedEvent event) {
        var source = event.source();
        return new Origin(source == null ? "" : source.address(), event.memberId().value());
    }

    private Reception tryToStore(PostedEvent event) {
        var known = judge.storeIfKnown(event);
        var outcome = known == null ? CompletableFuture.supplyAsync(() -> judge.judge(event), judges) : known;
        try {
            var reception = outcome.get(patienceMillis, TimeUnit.MILLISECONDS);
            database.answered();
            return reception == Reception.UNAVAILABLE ? keepStrangers(event) : reception;
        } catch (TimeoutException _) {
            if (isVouchedFor(event)) { // how many strangers wait for each other says nothing about PostgreSQL
                database.tooSlow();
            }
            return keepOrWait(event, outcome);
        } catch (ExecutionException e) {
            return onFailure(event, e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return keepOrWait(event, outcome);
        }
    }

    /// So much comes that nobody vouches for that it has to wait its turn.
    private Reception keepStrangers(PostedEvent event) {
        return isKept(event) ? Reception.ACCEPTED : Reception.TOO_MANY;
    }

    /// PostgreSQL may still store it; then the replay counts for nothing.
    private Reception keepOrWait(PostedEvent event, CompletableFuture<Reception> outcome) {
        if (isKept(event)) {
            outcome.cancel(false);
            return Reception.ACCEPTED;
        }
        try {
            return outcome.get(LAST_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return giveUp(outcome);
        } catch (ExecutionException | TimeoutException _) {
            return giveUp(outcome);
        }
    }

    /// Unless the commit was a moment faster than we.
    private static Reception giveUp(CompletableFuture<Reception> outcome) {
        outcome.cancel(false);
        return outcome.isCompletedExceptionally() ? Reception.UNAVAILABLE : outcome.join();
    }

    private Reception onFailure(PostedEvent event, @Nullable Throwable cause) {
        var failure = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        if (failure instanceof MalformedFormException malformed) {
            throw malformed;
        }
        if (database.noticesOutage(failure)) {
            return keep(event);
        }
        if (failure != null && DatabaseTrouble.refusesData(failure) && !isVerified(event)) {
            lines.warn("Refused {} of portal {}: PostgreSQL does not take what it holds ({})", event.code(),
                    event.memberId(), DatabaseTrouble.reason(failure));
            throw new MalformedFormException("The form holds what cannot be stored");
        }
        lines.error("Could not take {} of portal {}; it goes into the spill", event.code(), event.memberId(), failure);
        return keep(event);
    }
}
