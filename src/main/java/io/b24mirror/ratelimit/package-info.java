/// Bounds what strangers can cost the service: requests of one sender, log lines, and connections to PostgreSQL.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.b24mirror.ratelimit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
