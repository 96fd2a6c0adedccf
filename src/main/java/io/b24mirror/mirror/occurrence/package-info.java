/// When recurring events take place, worked out from their rules.
@NullMarked
package io.b24mirror.mirror.occurrence;

import org.jspecify.annotations.NullMarked;
