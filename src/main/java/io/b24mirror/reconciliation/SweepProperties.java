package io.b24mirror.reconciliation;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// How often portals are compared with our copies.
///
/// @param sweepInterval
///            from the start of one comparison of a portal to the start of the next
@ConfigurationProperties("b24")
record SweepProperties(@DefaultValue("PT1H") Duration sweepInterval) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    SweepProperties {
        if (sweepInterval.compareTo(SHORTEST) < 0 || sweepInterval.compareTo(LONGEST) > 0) {
            throw new InvalidSettingException("B24_SWEEP_INTERVAL", "must be between PT1M and P30D");
        }
    }
}
