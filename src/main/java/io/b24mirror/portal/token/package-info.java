/// Hands out what it takes to call a portal, and keeps the tokens behind it usable.
///
/// Tokens are stored sealed. A refresh token can be used once, so one instance at a time renews a pair, and what the
/// authorization server gave for it is not lost while PostgreSQL is away.
@NamedInterface("token")
@NullMarked
package io.b24mirror.portal.token;

import org.jspecify.annotations.NullMarked;

import org.springframework.modulith.NamedInterface;
