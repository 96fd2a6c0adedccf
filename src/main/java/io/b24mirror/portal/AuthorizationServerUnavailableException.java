package io.b24mirror.portal;

/// The authorization server gave no usable answer; the call is worth another try.
final class AuthorizationServerUnavailableException extends RuntimeException {
    AuthorizationServerUnavailableException(String reason) {
        super("The authorization server is unavailable: " + reason);
    }
}
