package io.b24mirror.report.web;

import java.io.IOException;
import java.util.function.Supplier;

import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.CannotGetJdbcConnectionException;

/// Helps a response that is written while its rows are still being read: it waits longer for a connection than a new
/// query does, and if it has to end early, its reader can tell.
public final class StreamedResponse {
    private static final Logger log = LoggerFactory.getLogger(StreamedResponse.class);
    private static final int TRIES = 6;

    private StreamedResponse() {}

    /// Reads the next piece, and waits for a connection as long as other readers' queries may take.
    public static <T> T next(Supplier<T> piece) {
        for (int left = TRIES; left > 1; left--) {
            try {
                return piece.get();
            } catch (CannotGetJdbcConnectionException taken) {
                log.debug("An export waits for a connection", taken);
            }
        }
        return piece.get();
    }

    /// The exception that closes the connection at once: a reader who misses the last chunk knows that the response is
    /// incomplete. It has no cause, since an error can no longer be sent.
    public static IOException broken(RuntimeException failure) {
        log.warn("An export ended early: {}", failure.getMessage());
        return new CloseNowException("The answer cannot be finished");
    }
}
