/// The reporting schema as its readers meet it: what is written about it, and what a reader may do.
@NullMarked
package io.b24mirror.reporting;

import org.jspecify.annotations.NullMarked;
