/// Knows the portals we serve: identity, application token, sealed credentials, and the life from install to
/// uninstall.
///
/// A portal enters only after its installation was verified with the authorization server, or by configuration (webhook
/// mode); nothing that an event claims about itself changes what is stored here. Tokens leave this room opened for one
/// call at a time, inside a [io.b24mirror.secret.Secret].
@ApplicationModule(allowedDependencies = {"secret", "settings", "ratelimit", "scheduling"})
@NullMarked
package io.b24mirror.portal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
