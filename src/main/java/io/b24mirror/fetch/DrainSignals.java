package io.b24mirror.fetch;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Signals the drains that run on this instance when there is more to read, so that they need not poll the list all
/// the time. Drains on other instances poll it every two seconds.
@Component
public class DrainSignals {
    private final ConcurrentMap<MemberId, Semaphore> signals = new ConcurrentHashMap<>();

    /// Registers a drain that runs on this instance.
    ///
    /// @param signal
    ///            gets a permit with every signal
    public void register(MemberId memberId, Semaphore signal) {
        signals.put(memberId, signal);
    }

    /// Forgets a drain that has ended.
    public void unregister(MemberId memberId, Semaphore signal) {
        signals.remove(memberId, signal);
    }

    void send(Collection<MemberId> memberIds) {
        for (var memberId : memberIds) {
            var signal = signals.get(memberId);
            if (signal != null) {
                signal.release();
            }
        }
    }
}
