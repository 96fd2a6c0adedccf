package io.b24mirror.portal;

/// A portal removed the app: its tokens are erased and nothing is asked of it any more. Published inside the
/// transaction that makes it so.
public record PortalUninstalled(MemberId memberId) {}
