package io.b24mirror.portal.token;

/// The outcome of renewing a token.
public sealed interface Renewal {

    /// It is decided: what [PortalAccess#to] hands out now is a new token, or nothing any more.
    record Done() implements Renewal {}

    /// The authorization server gave no answer, or another instance is asking it: worth another try later.
    record Later(String reason) implements Renewal {}

    /// The authorization server refuses for a reason that a person has to take out of the way, which has nothing to do
    /// with the token.
    record Blocked(String reason) implements Renewal {}
}
