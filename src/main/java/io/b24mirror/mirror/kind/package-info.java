/// Describes a kind of record that is mirrored: one bean per kind says its name, its events, its columns, what it is
/// deleted with and how the read API lists it. Everything that is done with records of all kinds follows from that.
@NullMarked
package io.b24mirror.mirror.kind;

import org.jspecify.annotations.NullMarked;
