/// Says why the service does not start: one line that names the variable to change.
@ApplicationModule(allowedDependencies = "settings")
@NullMarked
package io.b24mirror.startup;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
