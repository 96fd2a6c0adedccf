package io.b24mirror.portal;

/// A setting is missing or cannot be used; the message is one line which begins with the environment variable's name.
public final class InvalidSettingException extends RuntimeException {
    /// @param variable
    ///            name of the environment variable
    /// @param problem
    ///            what is wrong and what to write instead; never the value of a secret
    public InvalidSettingException(String variable, String problem) {
        super(variable + " " + problem);
    }
}
