package io.b24mirror.portal.token;

import java.util.Map;

/// Keeps sealed files on the disk of this machine while PostgreSQL does not take what is in them. Implemented by the
/// room that knows the disk.
public interface SealedFileStore {

    /// Writes a file and returns after the fsync.
    ///
    /// @return whether it is on the disk now
    boolean keep(String name, byte[] content);

    void remove(String name);

    /// Reads the files that can be opened, by their names, including those of other instances.
    Map<String, byte[]> all();
}
