package io.b24mirror.spill;

import org.jspecify.annotations.Nullable;

/// The disk, or the file on it, failed.
final class SpillFailedException extends RuntimeException {
    SpillFailedException(@Nullable Throwable cause) {
        super("The spill file could not be read or written", cause);
    }
}
