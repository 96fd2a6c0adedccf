package io.b24mirror.fetch;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// How long records that could not be read stay on the list.
///
/// @param retentionDead
///            age at which a record that was given up is forgotten
@ConfigurationProperties("b24")
record FetchProperties(@DefaultValue("P90D") Duration retentionDead) {
    FetchProperties {
        InvalidSettingException.requireDays("B24_RETENTION_DEAD", retentionDead);
    }
}
