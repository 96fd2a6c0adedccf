/// Decides who gets in: nobody, unless a rule here says otherwise.
///
/// `POST /bitrix24/…` is open, since portals prove themselves by what they post. `/api/v1/…` and its description take
/// HTTP Basic, `/console/…` a login form. Every other path answers as if nothing were there. A room that brings pages or
/// an API mounts them below these paths and needs nothing of this room.
@ApplicationModule(allowedDependencies = {"settings", "ratelimit"})
@NullMarked
package io.b24mirror.access;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
