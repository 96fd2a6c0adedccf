/// Brings records up to date that an older release translated, from what Bitrix24 had answered.
///
/// It runs in the background beside everything else, in chunks of some hundred records, each a transaction. So it can
/// end anywhere and goes on with what is left, on as many instances at a time as there are.
@NullMarked
package io.b24mirror.mirror.derivation;

import org.jspecify.annotations.NullMarked;
