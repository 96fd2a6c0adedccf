package io.b24mirror.settings;

import java.time.Duration;

/// A setting is missing or cannot be used; the message is one line which begins with the environment variable's name.
public final class InvalidSettingException extends RuntimeException {
    /// @param variable
    ///            name of the environment variable
    /// @param problem
    ///            what is wrong and what to write instead; never the value of a secret
    public InvalidSettingException(String variable, String problem) {
        super(variable + " " + problem);
    }

    /// Requires a number of days that is neither too short to be meant nor too long for a date.
    ///
    /// @throws InvalidSettingException
    ///             unless it is between a day and 36,500 days
    public static void requireDays(String variable, Duration value) {
        if (value.compareTo(Duration.ofDays(1)) < 0 || value.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new InvalidSettingException(variable, "must be between P1D and P36500D");
        }
    }
}
