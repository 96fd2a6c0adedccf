/// Offers calendars as iCalendar (RFC 5545), to subscribe to.
///
/// What a calendar program shows is what the copy says: the same times in every zone, series with what was changed and
/// left out. A calendar is written event by event, so it may be of any size.
@NullMarked
package io.b24mirror.report.calendar;

import org.jspecify.annotations.NullMarked;
