/// Compares listed events and bookings with the stored ones, window by window, and asks for what was not listed by
/// its id.
@NullMarked
package io.b24mirror.mirror.event.sweep;

import org.jspecify.annotations.NullMarked;
