package io.b24mirror.ratelimit;

import java.time.Clock;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/// Writes log lines that strangers can cause, at a limited rate: 20 at once, then one every 10 s. The next line says
/// how many were left out.
public final class RateLimitedLog {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int BURST = 20;

    private final Logger log;
    private final RateLimit rate;
    private long leftOut;

    /// Limits what is written to that log by this instance.
    public RateLimitedLog(Logger log, Clock clock) {
        this.log = log;
        rate = new RateLimit(INTERVAL, BURST, clock);
    }

    /// Writes a line at level INFO, unless there were too many.
    public void info(String format, @Nullable Object... arguments) {
        write(Level.INFO, format, arguments);
    }

    /// Writes a line at level WARN, unless there were too many.
    public void warn(String format, @Nullable Object... arguments) {
        write(Level.WARN, format, arguments);
    }

    /// Writes a line at level ERROR, unless there were too many.
    public void error(String format, @Nullable Object... arguments) {
        write(Level.ERROR, format, arguments);
    }

    private void write(Level level, String format, @Nullable Object... arguments) {
        long before = admit();
        if (before == 0) {
            log.atLevel(level).log(format, arguments);
        } else if (before > 0) {
            log.atLevel(level).log(format + " (" + before + " similar lines were left out)", arguments);
        }
    }

    /// Decides whether a line may be written.
    ///
    /// @return how many lines were left out before this one; negative if this one is left out as well
    private synchronized long admit() {
        if (!rate.allows()) {
            leftOut++;
            return -1;
        }
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
