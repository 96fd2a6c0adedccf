/// Receives posts over HTTP and answers once their events are durable: authenticated and committed, or in the spill
/// while PostgreSQL is away, from where they are replayed.
@NullMarked
package io.b24mirror.intake.receiver;

import org.jspecify.annotations.NullMarked;
