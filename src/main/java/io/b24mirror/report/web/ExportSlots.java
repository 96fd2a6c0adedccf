package io.b24mirror.report.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

import io.b24mirror.report.query.ReportDatabase;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/// How many exports may be under way at once: as many as there are connections for readers, since more would only wait
/// for each other, and each holds some thousand rows meanwhile.
@Component
class ExportSlots {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Semaphore free;
    private final Duration patience;

    @Autowired
    ExportSlots() {
        this(ReportDatabase.CONNECTIONS, PATIENCE);
    }

    ExportSlots(int slots, Duration patience) {
        this.free = new Semaphore(slots, true);
        this.patience = patience;
    }

    /// Gives back what was taken.
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits for a slot, first come, first served.
    ///
    /// @throws TooManyExportsException
    ///             if none gets free in time
    Slot take() {
        try {
            if (free.tryAcquire(patience.toNanos(), NANOSECONDS)) {
                return free::release;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new TooManyExportsException();
    }

    /// How many wait.
    int waiting() {
        return free.getQueueLength();
    }
}
