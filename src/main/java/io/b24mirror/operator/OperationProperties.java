package io.b24mirror.operator;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long it is remembered what operators did: as long as what portals sent, whose room checks the value.
///
/// @param retentionDeliveries
///            age at which a line is deleted
@ConfigurationProperties("b24")
record OperationProperties(@DefaultValue("P90D") Duration retentionDeliveries) {}
