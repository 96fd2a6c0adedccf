package io.b24mirror.startup.database;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// The settings of the start.
///
/// @param databaseWait
///            how long to wait for PostgreSQL
@ConfigurationProperties("b24")
record StartupProperties(@DefaultValue("PT2M") Duration databaseWait) {
    private static final Duration MAX_WAIT = Duration.ofDays(1);

    StartupProperties {
        if (databaseWait.isNegative() || databaseWait.compareTo(MAX_WAIT) > 0) {
            throw new InvalidSettingException("B24_DATABASE_WAIT", "must be between PT0S and P1D");
        }
    }
}
