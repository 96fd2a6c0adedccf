/// Calendars, which Bitrix24 calls sections: finds whose they are, since nobody can be asked for one by its id.
@NullMarked
package io.b24mirror.mirror.section;

import org.jspecify.annotations.NullMarked;
