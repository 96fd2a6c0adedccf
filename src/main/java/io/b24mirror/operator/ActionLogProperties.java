package io.b24mirror.operator;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long the log of operators' actions is kept: as long as the delivery log, whose room checks the value.
///
/// @param retentionDeliveries
///            age at which an entry is deleted
@ConfigurationProperties("b24")
record ActionLogProperties(@DefaultValue("P90D") Duration retentionDeliveries) {}
