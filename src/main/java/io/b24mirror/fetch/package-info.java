/// Holds what still has to be read from the portals, and reads it politely.
///
/// A record stands on the list once, however many events name it; what is on the list is read at least once after the
/// last of those events, in batches, within the portal's budget, and leaves the list in the transaction that keeps what
/// was read. A record that cannot be read holds up no other.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: token", "portal :: removal", "bitrix", "bitrix :: limit", "scheduling", "settings"})
@NullMarked
package io.b24mirror.fetch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
