package io.b24mirror.simulation;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// One request that reached the portal or the authorization server, and how it was answered.
///
/// @param host
///            which of the two servers it reached
/// @param method
///            the method in lower case; `oauth.token` for the token endpoint
/// @param userId
///            the user it acted for; none when it was refused before that was known
/// @param status
///            the HTTP status; 0 when no proper answer was given
/// @param error
///            the error code; none for a success
/// @param bytes
///            the size of the request's body
/// @param commands
///            the methods in it, if it was a batch
public record RecordedRequest(Host host, String method, @Nullable Long userId, int status, @Nullable String error,
        int bytes, Instant at, List<String> commands) {

    /// The server a request reached.
    public enum Host {
        /// The portal.
        PORTAL,
        /// The authorization server.
        AUTHORIZATION_SERVER
    }

    /// How often a method was called by this request, directly or in a batch.
    public long calls(String name) {
        return commands.stream().filter(name::equalsIgnoreCase).count() + (method.equalsIgnoreCase(name) ? 1 : 0);
    }
}
