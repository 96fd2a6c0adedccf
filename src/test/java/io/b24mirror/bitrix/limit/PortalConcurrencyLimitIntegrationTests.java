package io.b24mirror.bitrix.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.portal.MemberId;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;

class PortalConcurrencyLimitIntegrationTests extends ServiceTest {
    private static final MemberId ACME = new MemberId("acme");

    private final PortalConcurrencyLimit lanes;
    private final RequestBudget budget;

    @Autowired
    PortalConcurrencyLimitIntegrationTests(PortalConcurrencyLimit lanes, RequestBudget budget) {
        this.lanes = lanes;
        this.budget = budget;
    }

    @Test
    void letsNoMoreThanFourRequestsOutAtOnce() throws InterruptedException {
        var release = new CountDownLatch(1);
        var sent = new AtomicInteger();
        var senders = Stream.generate(() -> Thread.ofPlatform().start(() -> send(ACME, sent, release)))
                .limit(10)
                .toList();

        try {
            awaitThatAllWait(senders);
            assertThat(sent).hasValue(4);
            send(new MemberId("other"), sent, new CountDownLatch(0));
            assertThat(sent).hasValue(5);
        } finally {
            release.countDown();
        }
        for (var sender : senders) {
            sender.join();
        }
        assertThat(sent).hasValue(11);
    }

    /// Else those that waited would leave together, with places of the budget that others have used since.
    @Test
    void booksNoPlaceForARequestThatHasNoLane() throws InterruptedException {
        var release = new CountDownLatch(1);
        var senders = Stream.generate(() -> Thread.ofPlatform().start(() -> send(ACME, new AtomicInteger(), release)))
                .limit(6)
                .toList();

        try {
            awaitThatAllWait(senders);
            assertThat(booked()).isEqualTo(4);
        } finally {
            release.countDown();
        }
        for (var sender : senders) {
            sender.join();
        }
        assertThat(booked()).isEqualTo(6);
    }

    @Test
    void booksAnotherPlaceForARequestThatMissedItsTurn() throws InterruptedException {
        var frozen = new PortalConcurrencyLimit(budget, _ -> clock.advance(Duration.ofSeconds(5)), clock);

        frozen.send(ACME, () -> 1);

        // the first place was at the beginning, ten seconds ago
        assertThat(bookedUntil()).isEqualTo(clock.instant().minusSeconds(5).plusMillis(500));
    }

    /// How many requests the mark is ahead of the clock, at two per second.
    private long booked() {
        return Duration.between(clock.instant(), bookedUntil()).toMillis() / 500;
    }

    private Instant bookedUntil() {
        return instant("select booked_until from bitrix.request_budget");
    }

    @Test
    void givesTheLaneOfAFailedRequestBack() throws InterruptedException {
        for (int time = 0; time < 5; time++) {
            try {
                lanes.send(ACME, () -> {
                    throw new IllegalStateException("broken");
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("broken");
            }
        }
    }

    private void send(MemberId memberId, AtomicInteger sent, CountDownLatch release) {
        try {
            lanes.send(memberId, () -> {
                sent.incrementAndGet();
                await(release);
                return 1;
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For a lane or for their release, and not for a connection to the database, which would be a timed wait.
    private static void awaitThatAllWait(List<Thread> threads) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
