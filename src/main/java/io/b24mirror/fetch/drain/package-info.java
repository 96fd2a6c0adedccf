/// Runs the drains: one execution per portal across all instances, up to three batches side by side, and a share of
/// the database's connections that leaves some to everything else.
@NullMarked
package io.b24mirror.fetch.drain;

import org.jspecify.annotations.NullMarked;
