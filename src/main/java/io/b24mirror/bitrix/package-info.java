/// Speaks Bitrix24's REST: packs calls into batches, spends a portal's budget with care, renews tokens, and turns
/// whatever comes back into an answer or a named failure.
///
/// Nobody outside sees a token, an HTTP status or a redirect. A call is made at most once per answer: what may be worth
/// repeating, and when, is for the caller to decide by the failure.
@ApplicationModule(allowedDependencies = {
        "portal", "portal :: token", "portal :: removal", "scheduling", "secret", "settings"})
@NullMarked
package io.b24mirror.bitrix;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.ApplicationModule;
