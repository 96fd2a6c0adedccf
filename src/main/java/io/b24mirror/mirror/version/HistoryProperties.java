package io.b24mirror.mirror.version;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import io.b24mirror.settings.InvalidSettingException;

/// How long versions of records are kept that are over.
///
/// @param retentionHistory
///            age after their end at which they are dropped, by whole months; for ever if absent
@ConfigurationProperties("b24")
record HistoryProperties(@Nullable Duration retentionHistory) {
    HistoryProperties {
        if (retentionHistory != null && (retentionHistory.compareTo(Duration.ofDays(31)) < 0
                || retentionHistory.compareTo(Duration.ofDays(36_500)) > 0)) {
            throw new InvalidSettingException("B24_RETENTION_HISTORY",
                    "must be between P31D and P36500D, or unset to keep everything");
        }
    }
}
