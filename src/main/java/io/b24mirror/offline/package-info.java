/// Finds the changes whose events got lost on their way to us: a portal keeps them in its offline queue as well.
///
/// The queue is emptied a while after the portal has rung (`ONOFFLINEEVENT`) and in every sweep. What was taken from it
/// is kept here before anything else happens, and the portal is told to forget it only after its records are on the
/// fetch list: whenever a run dies, the next one goes on, and repeating a part does no harm.
@ApplicationModule(allowedDependencies = {
        "intake", "fetch", "bitrix", "portal", "portal :: removal", "reconciliation", "scheduling"})
@NullMarked
package io.b24mirror.offline;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
