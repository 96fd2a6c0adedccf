/// An event as it was posted: its fields, its fingerprint and the outcome of receiving it. Nothing in this package is
/// authentic yet.
@NullMarked
package io.b24mirror.intake.event;

import org.jspecify.annotations.NullMarked;
