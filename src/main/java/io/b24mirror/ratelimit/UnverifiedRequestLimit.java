package io.b24mirror.ratelimit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.springframework.stereotype.Component;

/// Limits how many requests whose sender is not known from memory ask PostgreSQL at the same time, so that strangers
/// cannot take the connections that known portals need.
@Component
public class UnverifiedRequestLimit {
    private static final int AT_ONCE = 4;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Semaphore free = new Semaphore(AT_ONCE, true);

    UnverifiedRequestLimit() {}

    /// Runs the work as soon as a permit is free.
    ///
    /// @return empty if none became free in time
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
