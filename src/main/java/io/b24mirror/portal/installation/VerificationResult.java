package io.b24mirror.portal.installation;

/// What a verification found.
sealed interface VerificationResult {

    /// The token is good, and its user administers the portal.
    record Administrator(VerifiedToken verified) implements VerificationResult {}

    /// The token is good, and its user is one of many.
    record OtherUser() implements VerificationResult {}

    /// It is not what it is said to be, and never will be.
    record Refused(String reason) implements VerificationResult {}

    /// Nobody can tell now.
    ///
    /// @param method
    ///            what could not be asked: `app.info` of the authorization server, or `profile` of the portal
    record Unavailable(String method, String reason) implements VerificationResult {}
}
