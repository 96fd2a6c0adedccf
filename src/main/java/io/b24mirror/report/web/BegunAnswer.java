package io.b24mirror.report.web;

import java.io.IOException;
import java.util.function.Supplier;

import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.CannotGetJdbcConnectionException;

/// What an answer needs that is being written while it is read: more patience than a new question has, and, if it has
/// to end early, an end that nobody takes for its own.
public final class BegunAnswer {
    private static final Logger log = LoggerFactory.getLogger(BegunAnswer.class);
    private static final int TRIES = 6;

    private BegunAnswer() {}

    /// Reads the next piece; it waits for a connection for as long as other readers' questions may take.
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

    /// What to throw so that the connection is closed at once: without the last chunk the reader knows that something
    /// is missing. It has no cause, since nobody can tell the reader of that any more.
    public static IOException broken(RuntimeException failure) {
        log.warn("An export ended early: {}", failure.getMessage());
        return new CloseNowException("The answer cannot be finished");
    }
}
