/// Keeps the portals sending us their events.
///
/// After every verified installation each event that we handle is bound to our handler URL. Webhook mode has no use for
/// this: there the portal's administrator chooses the events.
@ApplicationModule(allowedDependencies = {"portal", "intake", "bitrix"})
@NullMarked
package io.b24mirror.subscription;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
