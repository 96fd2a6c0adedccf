package io.b24mirror.simulation;

import java.time.Instant;

/// A rule of Bitrix24 that the client broke.
public record Violation(Kind kind, String detail, Instant at) {

    /// Which rule it was.
    public enum Kind {
        /// A token or secret stood in a URL, where access logs keep it.
        SECRET_IN_URL,
        /// A request came without a `User-Agent`.
        NO_USER_AGENT,
        /// A batch held more than 50 commands.
        BATCH_TOO_LONG,
        /// A batch held a batch.
        NESTED_BATCH,
        /// The app's secret was sent to a portal, which is not to know it.
        CLIENT_SECRET_TO_PORTAL,
        /// More than four requests were under way at once.
        TOO_MANY_IN_FLIGHT,
        /// The request rate overflowed the leaky bucket.
        QUERY_LIMIT_EXCEEDED,
        /// An incoming webhook called a method that only an app may call.
        WRONG_AUTH_TYPE,
        /// A refresh token was used again after its one use.
        REFRESH_TOKEN_REUSED,
        /// A request was neither JSON nor a form, or could not be parsed.
        MALFORMED
    }
}
