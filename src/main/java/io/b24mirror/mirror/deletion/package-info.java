/// Remembers which records are deleted, and what went with them.
@NullMarked
package io.b24mirror.mirror.deletion;

import org.jspecify.annotations.NullMarked;
