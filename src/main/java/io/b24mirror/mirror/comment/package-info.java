/// Comments in the timelines of CRM items, with their files.
@NullMarked
package io.b24mirror.mirror.comment;

import org.jspecify.annotations.NullMarked;
