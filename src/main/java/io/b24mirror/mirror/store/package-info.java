/// Keeps what was read of a kind's records: their versions, and what later readings tell of their deletion.
@NullMarked
package io.b24mirror.mirror.store;

import org.jspecify.annotations.NullMarked;
