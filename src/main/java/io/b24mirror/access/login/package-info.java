/// Checks users and passwords, and slows down those who guess.
///
/// Only hashes of passwords are kept. They are checked one at a time, so that logins never take the processors from the
/// intake of events.
@NullMarked
package io.b24mirror.access.login;

import org.jspecify.annotations.NullMarked;
