/// Keeps the portals sending us their events.
///
/// What is bound at a portal is compared with what we handle: after every verified installation, at every start, and
/// hourly. What is missing is bound, what leads elsewhere since our address changed is unbound. Webhook mode has no use
/// for this: there the portal's administrator chooses the events.
@ApplicationModule(allowedDependencies = {"portal", "intake", "bitrix", "scheduling"})
@NullMarked
package io.b24mirror.subscription;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
