/// Lists the calendars of every owner, and finds out about stored calendars that no list shows.
@NullMarked
package io.b24mirror.mirror.section.sweep;

import org.jspecify.annotations.NullMarked;
