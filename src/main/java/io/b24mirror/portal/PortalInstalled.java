package io.b24mirror.portal;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// An installation was verified and its portal is active. Published inside the transaction that makes it so.
///
/// @param data
///            secret-free JSON of the event's `data`
public record PortalInstalled(MemberId memberId, long userId, @Nullable Long eventHandlerId, Instant eventAt,
        Instant receivedAt, @Nullable String data) {}
