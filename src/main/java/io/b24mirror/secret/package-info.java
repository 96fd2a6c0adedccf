/// Tokens and passwords on their way through the service, and the keys that seal them.
///
/// A [io.b24mirror.secret.Secret] never shows in a log, and is compared by its digest only. What is stored or lies on a
/// disk is sealed by the primary key of `B24_ENCRYPTION_KEYSET`; older keys still open what they sealed.
@ApplicationModule(allowedDependencies = "settings")
@NullMarked
package io.b24mirror.secret;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
