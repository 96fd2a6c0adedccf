/// Keeps the portals sending us their events.
///
/// Compares the events that are bound at a portal with those that we handle: after every verified installation, at every
/// start, and hourly. Binds what is missing, and unbinds what leads to a former address of ours. Does nothing in webhook
/// mode, where the portal's administrator chooses the events.
@ApplicationModule(allowedDependencies = {"portal", "portal :: removal", "intake", "bitrix", "scheduling"})
@NullMarked
package io.b24mirror.subscription;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
