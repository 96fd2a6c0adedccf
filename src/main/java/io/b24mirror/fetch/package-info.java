/// Holds the list of records that have to be read from the portals, and reads them within each portal's limits.
///
/// A record is on the list once, however many events name it. It is read at least once after the last of those events,
/// in batches, and leaves the list in the transaction that stores what was read. A record that cannot be read does not
/// hold up others.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: token", "portal :: removal", "bitrix", "bitrix :: limit", "scheduling", "settings", "sql"})
@NullMarked
package io.b24mirror.fetch;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
