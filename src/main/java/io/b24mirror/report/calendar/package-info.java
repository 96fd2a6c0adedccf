/// Serves calendars as iCalendar (RFC 5545), for calendar programs that subscribe to them.
///
/// A calendar program shows what the mirror has: the same times in every zone, and series with their changed and
/// cancelled occurrences. A calendar is written event by event, so it may be of any size.
@NullMarked
package io.b24mirror.report.calendar;

import org.jspecify.annotations.NullMarked;
