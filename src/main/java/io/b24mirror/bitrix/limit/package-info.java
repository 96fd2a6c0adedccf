/// Keeps a portal's limits: its request budget, the requests that run at once, and the operating time of its methods.
/// The limits are kept in the database, so that instances share them and a restart does not forget them.
@NullMarked
package io.b24mirror.bitrix.limit;

import org.jspecify.annotations.NullMarked;
