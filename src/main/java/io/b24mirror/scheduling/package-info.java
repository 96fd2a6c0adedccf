/// Plans when work runs: tasks on db-scheduler, on virtual threads, and waits that tests can replace.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.b24mirror.scheduling;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
