/// Stores authentic events as deliveries, with what each of them causes, in one transaction per group, and keeps the
/// log of them for as long as the settings say. Events that are not authentic wait in a quarantine of limited size.
@NullMarked
package io.b24mirror.intake.delivery;

import org.jspecify.annotations.NullMarked;
