/// Holds what statements of several rooms have in common: many rows as one parameter.
@ApplicationModule(allowedDependencies = "portal")
@NullMarked
package io.b24mirror.sql;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
