package io.b24mirror.subscription;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;
import io.b24mirror.intake.HandlerUrl;
import io.b24mirror.intake.TestEventsReceived;
import io.b24mirror.intake.TestEventsReceived.TestEvent;
import io.b24mirror.portal.MemberId;
import io.b24mirror.portal.PortalQueries;
import io.b24mirror.scheduling.TaskPlanner;

/// Finds out whether a portal's events reach us: asks by `event.test` for an event with a random parameter, and checks
/// whether it arrives within five minutes. No call can answer that: a portal whose installation is unfinished, or that
/// cannot reach us, accepts every subscription and sends nothing.
@Service
public class SelfChecks {
    static final TaskDescriptor<Void> ASK = TaskDescriptor.of("ask-for-test-event", Void.class);
    static final TaskDescriptor<Void> DEADLINE = TaskDescriptor.of("miss-test-event", Void.class);
    static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);

    /// Leaves the app's installer page time to finish the installation; the portal sends nothing before that.
    static final Duration AFTER_HEALING = Duration.ofSeconds(15);

    private static final int NONCE_BYTES = 16;
    private static final Logger log = LoggerFactory.getLogger(SelfChecks.class);

    private final PortalQueries portals;
    private final EventCalls calls;
    private final SelfCheckTable table;
    private final HandlerUrl handler;
    private final TransactionTemplate transaction;
    private final TaskPlanner planner;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SelfChecks(PortalQueries portals, EventCalls calls, SelfCheckTable table, HandlerUrl handler,
            TransactionTemplate transaction, TaskPlanner planner, Clock clock) {
        this.portals = portals;
        this.calls = calls;
        this.table = table;
        this.handler = handler;
        this.transaction = transaction;
        this.planner = planner;
        this.clock = clock;
    }

    /// Plans to ask a portal for a test event soon; `reporting.self_checks` shows the result. Does nothing for a portal
    /// in webhook mode, which cannot be asked, or one that is not active.
    public void ask(MemberId memberId) {
        plan(memberId, clock.instant());
    }

    void askAfterHealing(MemberId memberId) {
        plan(memberId, clock.instant().plus(AFTER_HEALING));
    }

    private void plan(MemberId memberId, Instant at) {
        if (portals.isActiveApp(memberId) && !planner.plan(ASK.instance(memberId.value()).build(), at)) {
            log.debug("Portal {} is being asked for a test event at this moment", memberId);
        }
    }

    /// Asks a portal for a test event, outside of any transaction, since the event may arrive before the answer.
    ///
    /// @throws SubscriptionFailedException
    ///             if it has to be asked again later
    void run(MemberId memberId) throws InterruptedException {
        if (!portals.isActiveApp(memberId)) {
            return;
        }
        var nonce = HexFormat.of().formatHex(random.generateSeed(NONCE_BYTES));
        long check = begin(memberId, nonce);
        boolean isAsked = false;
        try {
            isAsked = calls.make(memberId, List.of(Call.of("event.test", "nonce", nonce)))
                    .filter(answers -> isAsked(memberId, check, answers.getFirst()))
                    .isPresent();
        } finally {
            if (!isAsked) {
                table.drop(check);
            }
        }
    }

    private long begin(MemberId memberId, String nonce) {
        Long check = transaction.execute(_ -> {
            long id = table.begin(memberId, nonce, clock.instant());
            planner.planIfAbsent(DEADLINE.instance(Long.toString(id)).build(), clock.instant().plus(ANSWER_TIMEOUT));
            return id;
        });
        return Optional.ofNullable(check).orElseThrow();
    }

    private boolean isAsked(MemberId memberId, long check, CallResult result) {
        return switch (result) {
            case CallResult.Answered(_, _, var askedAt) -> {
                table.markAsked(check, askedAt);
                yield true;
            }
            case CallResult.Failed(var failure) when EventCalls.isTransient(failure) ->
                throw new SubscriptionFailedException(memberId, failure);
            case CallResult.Failed(var failure) -> {
                log.warn("Portal {} sends no test event: {}", memberId, failure.summary());
                yield false;
            }
        };
    }

    @EventListener
    void on(TestEventsReceived received) {
        received.events().stream().sorted(Comparator.comparing(TestEvent::memberId)).forEach(this::arrived);
    }

    private void arrived(TestEvent event) {
        table.markAnswered(event.memberId(), event.parameters(), event.receivedAt())
                .ifPresent(askedAt -> log.info("Events of portal {} reach us: yes, after {} s", event.memberId(),
                        seconds(Duration.between(askedAt, event.receivedAt()))));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", Math.max(0, time.toMillis()) / 1_000.0);
    }

    void miss(long check) {
        table.markUnanswered(check)
                .ifPresent(memberId -> log.warn(
                        "No test event of portal {} arrived within 5 minutes: is {} reachable from the internet, "
                                + "and is the app's installation finished?",
                        memberId, handler.url()));
    }
}
