/// Sends HTTP requests to portals and authorization servers, bounded in size and time, to public addresses only, and
/// by way of a proxy where one is set. Neither addresses nor bodies get into messages.
@NullMarked
package io.b24mirror.bitrix.http;

import org.jspecify.annotations.NullMarked;
