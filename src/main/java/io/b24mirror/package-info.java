/// A webhook receiver for Bitrix24 that keeps a true copy of a portal's calendars, events and timeline comments.
///
/// Each package below is a room; read in the order of an event's path they are `portal`, `intake`, `fetch`,
/// `bitrix`, `mirror`.
@NullMarked
package io.b24mirror;

import org.jspecify.annotations.NullMarked;
