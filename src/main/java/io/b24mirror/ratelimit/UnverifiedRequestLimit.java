package io.b24mirror.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

/// Lets few at a time ask PostgreSQL about what memory does not vouch for, so that strangers take up a part of its
/// connections, and portals that are known have the rest.
@Component
public class UnverifiedRequestLimit {
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Semaphore free = new Semaphore(AT_ONCE, true);

    UnverifiedRequestLimit() {}

    /// Does something for a stranger when it is its turn.
    ///
    /// @return empty if its turn did not come in time
    public <T> Optional<T> pass(Supplier<T> work) {
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            free.release();
        }
    }
}
