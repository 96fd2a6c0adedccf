/// Receives Bitrix24's events and never loses one.
///
/// An event that was answered with 200 is committed: in the delivery log, and on the fetch list where it names a record.
/// While PostgreSQL does not take it, it is kept in the spill and comes there later. Who cannot prove to be the portal
/// changes nothing. Nothing slow happens before the answer, since Bitrix24 sends once and slows down for slow handlers.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: token", "portal :: installation", "portal :: removal", "fetch", "bitrix", "spill",
        "secret", "settings", "ratelimit"})
@NullMarked
package io.b24mirror.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
