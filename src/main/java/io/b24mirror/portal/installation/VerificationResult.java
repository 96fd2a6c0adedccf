package io.b24mirror.portal.installation;

/// The result of verifying a token.
sealed interface VerificationResult {

    /// The token is good, and its user administers the portal.
    record Administrator(VerifiedToken verified) implements VerificationResult {}

    /// The token is good, and its user is one of many.
    record OtherUser() implements VerificationResult {}

    /// The token is not what the claim says, and never will be.
    record Refused(String reason) implements VerificationResult {}

    /// The token could not be verified now.
    ///
    /// @param method
    ///            what could not be asked: `app.info` of the authorization server, or `profile` of the portal
    record Unavailable(String method, String reason) implements VerificationResult {}
}
