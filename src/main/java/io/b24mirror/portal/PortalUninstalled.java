package io.b24mirror.portal;

import java.time.Instant;

/// A portal removed the app: its tokens are erased and nothing is asked of it any more. Published inside the
/// transaction that makes it so.
///
/// @param clean
///            whether its administrator wanted everything of it deleted, which happens in the background
public record PortalUninstalled(MemberId memberId, Instant at, boolean clean) {}
