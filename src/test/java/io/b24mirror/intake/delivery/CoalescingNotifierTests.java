package io.b24mirror.intake.delivery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.b24mirror.portal.MemberId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class CoalescingNotifierTests {
    private static final MemberId ONE = new MemberId("portal-one");
    private static final MemberId TWO = new MemberId("portal-two");
    private static final MemberId THREE = new MemberId("portal-three");

    private final List<List<MemberId>> told = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch listens = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final CoalescingNotifier announcements = new CoalescingNotifier("test", this::listen);

    private void listen(Collection<MemberId> memberIds) {
        told.add(List.copyOf(memberIds));
        listens.countDown();
        try {
            mayGoOn.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void addsWithoutWaitingAndNotifiesTogether() throws InterruptedException {
        announcements.start();
        announcements.add(List.of(ONE));
        listens.await();

        announcements.add(List.of(TWO, ONE));
        announcements.add(List.of(THREE, TWO));
        mayGoOn.countDown();

        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly(List.of(ONE), List.of(ONE, THREE, TWO));
        announcements.stop();
    }

    @Test
    void notifiesOfTheRestWhenStopped() throws InterruptedException {
        mayGoOn.countDown();
        announcements.add(List.of(ONE));
        announcements.start();

        announcements.stop();

        assertThat(told).containsExactly(List.of(ONE));
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().equals("test"));
    }
}
