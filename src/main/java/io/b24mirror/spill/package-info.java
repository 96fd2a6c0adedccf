/// Keeps sealed bytes in a file of this machine for as long as PostgreSQL does not take them.
///
/// What was kept is on the disk, in the order of arrival, and survives whatever happens to the process. It is handed out
/// again until the caller has dealt with it. What cannot be dealt with is set aside, and dropped only when its time is
/// over. This room does not know what the bytes say.
@ApplicationModule(allowedDependencies = {"secret", "settings", "portal :: token", "ratelimit"})
@NullMarked
package io.b24mirror.spill;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
