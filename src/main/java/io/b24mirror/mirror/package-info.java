/// Keeps our copy of the records true: calendars, their events, comments of timelines.
///
/// The newest reading of a record wins, whichever is committed first; a masked reading never replaces a fuller one. A
/// record that is gone stays gone until a reading that began later has found it. Whatever Bitrix24 answers, a reading
/// ends in a record or a named failure.
@ApplicationModule(allowedDependencies = {
        "intake", "fetch", "reconciliation", "bitrix", "portal", "report", "portal :: token", "portal :: removal",
        "settings", "sql"})
@NullMarked
package io.b24mirror.mirror;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
