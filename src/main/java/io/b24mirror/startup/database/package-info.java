/// Waits for PostgreSQL, adapts to a connection pooler before it, logs long migrations, and says in one line what is
/// wrong with the database.
@NullMarked
package io.b24mirror.startup.database;

import org.jspecify.annotations.NullMarked;
