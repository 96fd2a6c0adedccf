package io.b24mirror.spill;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What a spill holds.
///
/// @param waiting
///            how many contents wait to be replayed
/// @param unverified
///            how many contents are unverified, including those set aside
/// @param unverifiedBytes
///            the size of the unverified ones
/// @param setAside
///            how many authentic contents cannot be replayed, which a person has to look into
/// @param setAsideUnverified
///            how many unverified contents cannot be replayed
/// @param oldest
///            since when the oldest contents wait
/// @param bytes
///            how much of the file is used
public record SpillState(long waiting, long unverified, long unverifiedBytes, long setAside, long setAsideUnverified,
        @Nullable Instant oldest, long bytes) {
    static final SpillState NOTHING = new SpillState(0, 0, 0, 0, 0, null, 0);

    /// Returns whether nothing is left to do. Unverified contents that are set aside do not count.
    boolean isIdle() {
        return waiting == 0 && setAside == 0;
    }

    boolean isEmpty() {
        return isIdle() && setAsideUnverified == 0;
    }

    SpillState plus(boolean verified, int size) {
        return new SpillState(waiting + 1, unverified + (verified ? 0 : 1), unverifiedBytes + (verified ? 0 : size),
                setAside, setAsideUnverified, oldest, bytes);
    }

    SpillState minus(boolean verified, int size) {
        return new SpillState(waiting - 1, unverified - (verified ? 0 : 1), unverifiedBytes - (verified ? 0 : size),
                setAside, setAsideUnverified, oldest, bytes);
    }

    SpillState at(@Nullable Instant oldestNow, long bytesNow) {
        return new SpillState(waiting, unverified, unverifiedBytes, setAside, setAsideUnverified, oldestNow, bytesNow);
    }
}
