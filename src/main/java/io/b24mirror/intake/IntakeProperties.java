package io.b24mirror.intake;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// Settings of the intake of events.
///
/// @param retentionDeliveries
///            age at which entries of the delivery log are dropped
/// @param spillPatience
///            how long PostgreSQL may take before an event goes into the spill
/// @param replayInterval
///            how often an unavailable PostgreSQL is probed and the spill is replayed
@ConfigurationProperties("b24")
public record IntakeProperties(@DefaultValue("P90D") Duration retentionDeliveries,
        @DefaultValue("PT0.3S") Duration spillPatience, @DefaultValue("PT1S") Duration replayInterval) {
    public IntakeProperties {
        InvalidSettingException.requireDays("B24_RETENTION_DELIVERIES", retentionDeliveries);
    }
}
