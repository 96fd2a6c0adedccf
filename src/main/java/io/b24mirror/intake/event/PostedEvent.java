package io.b24mirror.intake.event;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.b24mirror.portal.MemberId;
import io.b24mirror.ratelimit.ClientAddress;

/// An event as it was posted, before anybody believed it.
///
/// @param arrival
///            tells this post from every other one, those with the same content included
/// @param code
///            event code in upper case
/// @param eventHandlerId
///            id of the subscription; older portals send none
/// @param recordId
///            the record that it names, by whichever of Bitrix24's paths
/// @param eventAt
///            when the portal produced it, to the second; null if it does not say
/// @param data
///            secret-free, fit for JSON
/// @param source
///            the address that posted it; null if it is not known any more
public record PostedEvent(UUID arrival, String code, MemberId memberId, @Nullable Long eventHandlerId,
        @Nullable Long recordId,
        @Nullable Instant eventAt, Instant receivedAt, Object data, EventAuth auth, @Nullable ClientAddress source) {}
