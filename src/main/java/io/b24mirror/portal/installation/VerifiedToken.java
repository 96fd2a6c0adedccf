package io.b24mirror.portal.installation;

import java.net.URI;

import io.b24mirror.portal.token.AuthorizationServer.AppInfo;

/// A token whose owner the authorization server has confirmed.
///
/// @param serverEndpoint
///            the authorization server that knows the token
record VerifiedToken(URI serverEndpoint, AppInfo app, long userId) {}
