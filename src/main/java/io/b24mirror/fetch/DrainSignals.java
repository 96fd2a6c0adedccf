package io.b24mirror.fetch;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

import org.springframework.stereotype.Component;

import io.b24mirror.portal.MemberId;

/// Tells the drains that run on this instance that there is more to read, so that they need not look all the time.
/// Those of other instances look by themselves every two seconds.
@Component
public class DrainSignals {
    private final ConcurrentMap<MemberId, Semaphore> bells = new ConcurrentHashMap<>();

    /// Registers a drain that runs on this instance.
    ///
    /// @param bell
    ///            gets a permit with every ring
    public void hang(MemberId memberId, Semaphore bell) {
        bells.put(memberId, bell);
    }

    /// Forgets a drain that has ended.
    public void takeDown(MemberId memberId, Semaphore bell) {
        bells.remove(memberId, bell);
    }

    void ring(Collection<MemberId> memberIds) {
        for (var memberId : memberIds) {
            var bell = bells.get(memberId);
            if (bell != null) {
                bell.release();
            }
        }
    }
}
