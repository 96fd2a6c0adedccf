package io.b24mirror.spill;

import java.util.List;
import java.util.Map;

/// Deals with what waited in the spill. Implemented by the room that put it there.
public interface Replayer {

    /// Deals with some of what waits, in this order. It must bear to be given the same again: the process may die
    /// before the spill has noted that it is done.
    ///
    /// @param contents
    ///            at least one
    /// @return those that could not be dealt with, by their index, and why, in words that may be logged; they are tried
    ///         again some times, then set aside. All others are done
    /// @throws RuntimeException
    ///             if nothing can be dealt with now; all of it stays
    Map<Integer, String> replay(List<byte[]> contents);
}
