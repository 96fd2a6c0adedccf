/// Compares listings with stored records, and remembers differences that reading a record again does not resolve.
@NullMarked
package io.b24mirror.mirror.difference;

import org.jspecify.annotations.NullMarked;
