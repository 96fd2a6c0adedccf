package io.b24mirror.intake.event;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.ClientAddress;

/// An event as it was posted, before it is authenticated.
///
/// @param arrival
///            identifies this post among all posts, including those with the same content
/// @param code
///            event code in upper case
/// @param eventHandlerId
///            id of the subscription; older portals send none
/// @param recordId
///            the record that the event names; see [io.b24mirror.intake.RecordIds]
/// @param eventAt
///            when the portal produced it, to the second; null if it does not say
/// @param data
///            secret-free, fit for JSON
/// @param source
///            the address that posted it; null if it is no longer known
public record PostedEvent(UUID arrival, String code, MemberId memberId, @Nullable Long eventHandlerId,
        @Nullable Long recordId,
        @Nullable Instant eventAt, Instant receivedAt, Object data, EventAuth auth, @Nullable ClientAddress source) {}
