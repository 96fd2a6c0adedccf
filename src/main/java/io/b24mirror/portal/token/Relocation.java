package io.b24mirror.portal.token;

/// The outcome of following a redirect of a portal that was renamed.
public sealed interface Relocation {

    /// The portal is there; its new address is stored.
    ///
    /// @param access
    ///            the same identity at the new address
    record Done(RestAccess.ByToken access) implements Relocation {}

    /// The authorization server cannot be asked with this token: it has to be renewed first.
    record TokenExpired() implements Relocation {}

    /// The portal is not there, as far as we know; nothing has changed.
    ///
    /// @param reason
    ///            fit for a log and an operator
    record Refused(String reason) implements Relocation {}
}
