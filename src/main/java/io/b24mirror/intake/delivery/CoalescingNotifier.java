package io.b24mirror.intake.delivery;

import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;

/// Notifies a listener about portals, in a thread of its own. Portals that are added while the listener is busy are
/// collected and passed to it together, each once, so adding never blocks and the backlog stays small.
///
/// What has not been passed on when the process ends is lost.
final class CoalescingNotifier {
    private static final long STOP_TIMEOUT_SECONDS = 5;

    private final String name;
    private final Consumer<Collection<MemberId>> listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private TreeSet<MemberId> waiting = new TreeSet<>();
    private boolean running;
    private @Nullable Thread thread;

    /// @param listener
    ///            must not throw
    CoalescingNotifier(String name, Consumer<Collection<MemberId>> listener) {
        this.name = name;
        this.listener = listener;
    }

    void add(Collection<MemberId> memberIds) {
        if (memberIds.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            waiting.addAll(memberIds);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name(name).start(this::notifyListener);
    }

    /// Passes on what waits, then ends.
    void stop() throws InterruptedException {
        lock.lock();
        try {
            running = false;
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (thread != null) {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_TIMEOUT_SECONDS));
        }
    }

    private void notifyListener() {
        try {
            for (var next = take(); !next.isEmpty(); next = take()) {
                listener.accept(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for portals. Returns none once the notifier is stopped.
    private Collection<MemberId> take() throws InterruptedException {
        lock.lock();
        try {
            while (running && waiting.isEmpty()) {
                changed.await();
            }
            var taken = waiting;
            waiting = new TreeSet<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
