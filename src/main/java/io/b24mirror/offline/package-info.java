/// Finds changes whose events got lost on their way to us, because a portal keeps them in its offline queue as well.
///
/// The queue is emptied shortly after the portal signals (`ONOFFLINEEVENT`) and in every sweep. Rows that are taken
/// from it are stored here first, and acknowledged to the portal only after their records are on the fetch list. If a
/// run dies, the next one continues, and repeating a part does no harm.
@ApplicationModule(allowedDependencies = {
        "intake", "fetch", "bitrix", "portal", "portal :: removal", "reconciliation", "scheduling"})
@NullMarked
package io.b24mirror.offline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
