/// Receives Bitrix24's events and never loses one.
///
/// An event that was answered with 200 is committed: in the delivery log and, if it names a record, on the fetch list.
/// While PostgreSQL does not take it, it is kept in the spill and replayed later. A post that does not prove to come
/// from the portal changes nothing. Nothing slow happens before the answer, because Bitrix24 sends an event once and
/// slows down for slow handlers.
///
/// The root of the room is what other rooms need to know about events.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: token", "portal :: installation", "portal :: removal", "fetch", "bitrix", "spill",
        "secret", "settings", "ratelimit"})
@NullMarked
package io.b24mirror.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
