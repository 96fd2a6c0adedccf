/// What every room says of a setting that it cannot use: one line, before the service starts, that names the
/// environment variable and says what to change.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.b24mirror.settings;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
