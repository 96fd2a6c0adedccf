/// Keeps the portals sending us their events.
///
/// Compares the events that are bound at a portal with those that we handle: after each verified installation, at each
/// start, and hourly. Binds what is missing, and unbinds what leads to a former address of ours. Not used in webhook
/// mode, where the portal's administrator chooses the events.
@ApplicationModule(allowedDependencies = {"portal", "portal :: removal", "intake", "bitrix", "scheduling", "sql"})
@NullMarked
package io.b24mirror.subscription;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
