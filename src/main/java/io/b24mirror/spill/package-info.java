/// Keeps sealed bytes in a file of this machine for as long as PostgreSQL does not take them.
///
/// What was kept is on the disk, in the order of its coming, and survives whatever happens to the process. It is handed
/// out again until whoever asks for it has dealt with it; what cannot be dealt with is set aside, never dropped. What
/// the bytes say is nothing that this room knows.
@ApplicationModule(allowedDependencies = {"portal", "secret", "settings"})
@NullMarked
package io.b24mirror.spill;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
