package io.b24mirror.report.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

import io.b24mirror.report.query.ReportDatabase;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

/// Limits the number of concurrent exports to the number of the readers' connections: more would only wait for each
/// other, while each holds some thousand rows.
@Component
class ExportSlots {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Semaphore free;
    private final Duration timeout;

    @Autowired
    ExportSlots() {
        this(ReportDatabase.CONNECTIONS, TIMEOUT);
    }

    ExportSlots(int slots, Duration timeout) {
        this.free = new Semaphore(slots, true);
        this.timeout = timeout;
    }

    /// A taken slot; closing it frees the slot.
    interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /// Waits for a slot, first come, first served.
    ///
    /// @throws TooManyExportsException
    ///             if no slot becomes free in time
    Slot take() {
        try {
            if (free.tryAcquire(timeout.toNanos(), NANOSECONDS)) {
                return free::release;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new TooManyExportsException();
    }

    /// The number of waiting threads.
    int waiting() {
        return free.getQueueLength();
    }
}
