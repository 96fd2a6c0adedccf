/// Says in one line why the service does not start, with the variable to change.
@ApplicationModule(allowedDependencies = "settings")
@NullMarked
package io.b24mirror.startup;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
