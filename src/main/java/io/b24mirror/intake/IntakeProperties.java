package io.b24mirror.intake;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.portal.InvalidSettingException;

/// How long what came in is kept.
///
/// @param retentionDeliveries
///            age at which entries of the delivery log are dropped
@ConfigurationProperties("b24")
record IntakeProperties(@DefaultValue("P90D") Duration retentionDeliveries) {
    IntakeProperties {
        if (retentionDeliveries.compareTo(Duration.ofDays(1)) < 0
                || retentionDeliveries.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new InvalidSettingException("B24_RETENTION_DELIVERIES", "must be between P1D and P36500D");
        }
    }
}
