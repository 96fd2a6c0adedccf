package io.b24mirror.bitrix.limit;

import org.springframework.modulith.NamedInterface;

import io.b24mirror.portal.MemberId;

/// Tells whether a portal takes more requests than we send, so that one more request delays no other.
@NamedInterface("limit")
@FunctionalInterface
public interface RequestHeadroom {

    /// Returns whether less than half of the burst that the portal allows is used.
    boolean isLeft(MemberId memberId);
}
