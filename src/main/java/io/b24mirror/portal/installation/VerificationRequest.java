package io.b24mirror.portal.installation;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.secret.Secret;

/// A token, and whose it is said to be.
///
/// @param domain
///            a host name of the portal, if one is known
/// @param serverEndpoint
///            the authorization server that is said to have issued it; absent if every configured one is to be asked
/// @param userId
///            absent if the authorization server alone says who it is
record VerificationRequest(MemberId memberId, @Nullable String domain, @Nullable URI serverEndpoint,
        Secret accessToken, @Nullable Long userId) {}
