package io.b24mirror.portal;

import java.util.Map;

/// Keeps what must not be lost, sealed, on the disk of this machine, for as long as PostgreSQL does not take it.
/// Implemented by the room that knows the disk.
public interface SafeKeeping {

    /// Keeps something under a name of the caller's; takes an fsync.
    ///
    /// @return whether it is on the disk now
    boolean keep(String name, byte[] content);

    void remove(String name);

    /// All that is kept and can be opened, by its name, whichever instance kept it.
    Map<String, byte[]> all();
}
