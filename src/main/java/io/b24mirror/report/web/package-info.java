/// Serves the read API over HTTP: pages, exports, single records and their histories, and Problem Details that say
/// what to change.
@NullMarked
package io.b24mirror.report.web;

import org.jspecify.annotations.NullMarked;
