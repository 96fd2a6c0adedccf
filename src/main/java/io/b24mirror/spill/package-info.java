/// Keeps sealed bytes in a file on this machine for as long as PostgreSQL does not take them.
///
/// What is kept is on the disk, in the order of arrival, and survives the end of the process. It is handed out again
/// until the caller has processed it. What cannot be processed is set aside, and expires after a long time. This room
/// does not know what the bytes mean.
@ApplicationModule(allowedDependencies = {"secret", "settings", "portal :: token", "ratelimit"})
@NullMarked
package io.b24mirror.spill;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
