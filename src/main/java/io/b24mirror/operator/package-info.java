/// Does what an operator wants done with a portal or a record: now, once, and with a line that tells who wanted it.
///
/// Services say what they began and where to look what comes of it; what the state of a portal forbids they refuse with
/// a reason. The HTTP API is one of their users and decides nothing.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: removal", "fetch", "reconciliation", "subscription", "report"})
@NullMarked
package io.b24mirror.operator;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
