package io.b24mirror.mirror.event;

import java.util.List;

/// What we know of an event before it is read.
///
/// @param isHeld
///            whether we hold a copy
/// @param isGone
///            whether we were told that it, its meeting or its calendar is deleted
/// @param isDropped
///            whether it is an entry of a meeting whose main event, read later than it, does not name it
/// @param copies
///            the entries of the meeting that we hold beside this main one, less those that are gone
/// @param witnesses
///            users who may see it, and whose tokens we hold
record KnownEvent(boolean isHeld, boolean isGone, boolean isDropped, List<Long> copies, List<Long> witnesses) {}
