/// What tests stand on: a PostgreSQL, a clock that moves by hand, the service wired to a simulated portal.
@NullMarked
package io.b24mirror.testing;

import org.jspecify.annotations.NullMarked;
