/// Decides when work runs: waits on a virtual thread, so that tests can put a settable clock in place of real time.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.b24mirror.scheduling;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
