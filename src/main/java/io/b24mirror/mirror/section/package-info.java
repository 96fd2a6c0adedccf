/// Calendars, which Bitrix24 calls sections: finds out whose they are, because Bitrix24 cannot be asked for one by
/// its id.
@NullMarked
package io.b24mirror.mirror.section;

import org.jspecify.annotations.NullMarked;
