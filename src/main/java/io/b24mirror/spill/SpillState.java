package io.b24mirror.spill;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What a spill holds.
///
/// @param waiting
///            how many wait to be replayed
/// @param unverified
///            how many there are that nobody vouched for, those set aside included
/// @param unverifiedBytes
///            the size of those
/// @param setAside
///            how many cannot be replayed although somebody vouched for them, and why that is has to be found out
/// @param setAsideUnverified
///            how many cannot be replayed that strangers may have sent
/// @param oldest
///            since when the oldest of those that wait does so
/// @param bytes
///            how much of its room is used
public record SpillState(long waiting, long unverified, long unverifiedBytes, long setAside, long setAsideUnverified,
        @Nullable Instant oldest, long bytes) {
    static final SpillState NOTHING = new SpillState(0, 0, 0, 0, 0, null, 0);

    /// Whether there is nothing that has to be dealt with: what strangers sent and nothing can be done about is not.
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
