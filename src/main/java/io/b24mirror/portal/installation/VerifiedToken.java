package io.b24mirror.portal.installation;

import java.net.URI;

import io.b24mirror.portal.token.AuthorizationServer.AppInfo;

/// Whose token it is, by what the authorization server says.
///
/// @param serverEndpoint
///            the authorization server that knows the token
record VerifiedToken(URI serverEndpoint, AppInfo app, long userId) {}
