package io.b24mirror.spill;

import java.util.List;
import java.util.Map;

/// Processes what waited in the spill. The room that put it there implements it.
public interface Replayer {

    /// Processes some of what waits, in this order. It must be idempotent: the process may die before the spill has
    /// noted that the contents are done.
    ///
    /// @param contents
    ///            at least one
    /// @return the contents that could not be processed, by their index, and why, in words that may be logged. They are
    ///         retried a few times, then set aside. All others are done
    /// @throws RuntimeException
    ///             if nothing can be processed now; all contents stay
    Map<Integer, String> replay(List<byte[]> contents);
}
