package io.b24mirror.bitrix.limit;

import org.springframework.modulith.NamedInterface;

import io.b24mirror.portal.MemberId;

/// Whether a portal takes more requests than it is sent, so that one more delays none.
@NamedInterface("limit")
@FunctionalInterface
public interface RequestHeadroom {

    /// Whether less than half of what the portal allows at once is taken.
    boolean isThere(MemberId memberId);
}
