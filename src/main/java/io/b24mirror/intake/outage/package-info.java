/// Notices when PostgreSQL takes no events and when it does again. It tells failures of the database from data that
/// the database refuses.
@NullMarked
package io.b24mirror.intake.outage;

import org.jspecify.annotations.NullMarked;
