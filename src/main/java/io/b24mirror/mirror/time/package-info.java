/// Translates Bitrix24's times, which are wall clock times in a zone, and remembers what a portal's records prove
/// about its own clock.
///
/// The Unix times of an event (`DATE_FROM_TS_UTC`) are the wall time read in the zone of the portal's *server*, so they
/// are off by the server's distance from UTC, which nothing tells. They only ever decide between two readings of
/// a text.
@NullMarked
package io.b24mirror.mirror.time;

import org.jspecify.annotations.NullMarked;
