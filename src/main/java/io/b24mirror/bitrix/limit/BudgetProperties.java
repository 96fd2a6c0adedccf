package io.b24mirror.bitrix.limit;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import io.b24mirror.settings.InvalidSettingException;

/// A portal's REST budget. Bitrix24 drains its bucket of 50 by 2 requests a second (Enterprise: 250 by 5), counted per
/// portal and caller's address, whatever apps share it.
///
/// @param ratePerSecond
///            requests a portal allows per second in the long run
/// @param rateBurst
///            requests a portal allows at once after a pause
@ConfigurationProperties("b24")
record BudgetProperties(@DefaultValue("2") double ratePerSecond, @DefaultValue("50") int rateBurst) {
    BudgetProperties {
        if (!(ratePerSecond >= 0.01 && ratePerSecond <= 1_000)) {
            throw new InvalidSettingException("B24_RATE_PER_SECOND", "must be between 0.01 and 1000");
        }
        if (rateBurst < 1 || rateBurst > 100_000) {
            throw new InvalidSettingException("B24_RATE_BURST", "must be between 1 and 100000");
        }
    }

    Duration interval() {
        return Duration.ofNanos((long) (1_000_000_000 / ratePerSecond));
    }
}
