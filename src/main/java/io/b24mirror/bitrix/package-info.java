/// Calls Bitrix24's REST API: packs calls into batches, respects each portal's limits, renews tokens, and turns every
/// reply into an answer or a named failure.
///
/// Other rooms never see a token, an HTTP status or a redirect. A call is made at most once per answer; the caller
/// decides by the failure whether and when to repeat it.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: token", "portal :: removal", "scheduling", "secret", "settings"})
@NullMarked
package io.b24mirror.bitrix;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
