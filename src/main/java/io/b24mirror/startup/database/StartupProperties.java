package io.b24mirror.startup.database;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// How the service starts.
///
/// @param databaseWait
///            how long PostgreSQL is waited for
@ConfigurationProperties("b24")
record StartupProperties(@DefaultValue("PT2M") Duration databaseWait) {
    private static final Duration LONGEST = Duration.ofDays(1);

    StartupProperties {
        if (databaseWait.isNegative() || databaseWait.compareTo(LONGEST) > 0) {
            throw new InvalidSettingException("B24_DATABASE_WAIT", "must be between PT0S and P1D");
        }
    }
}
