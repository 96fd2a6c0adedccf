/// Carries out an operator's action on a portal or a record, once, and records who requested it.
///
/// Every action returns what it has begun and where to see the result, or refuses with a reason if the state of the
/// portal forbids it. The HTTP API is only one way to call it.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: removal", "fetch", "reconciliation", "subscription", "report"})
@NullMarked
package io.b24mirror.operator;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
