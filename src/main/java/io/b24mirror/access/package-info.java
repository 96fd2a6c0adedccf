/// Decides who may request what: access is denied unless a rule of this room allows it.
///
/// `POST /bitrix24/…` is open, since portals prove themselves by what they post. `/api/v1/…` and its description take
/// HTTP Basic, `/console/…` a login form. Every other path responds with 404. A room with pages or an API serves them
/// below these paths, and needs no class of this room.
@ApplicationModule(allowedDependencies = {"settings", "ratelimit"})
@NullMarked
package io.b24mirror.access;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
