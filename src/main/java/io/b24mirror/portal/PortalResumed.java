package io.b24mirror.portal;

/// A portal may be asked again that an operator had suspended. Published inside the transaction that makes it so.
public record PortalResumed(MemberId memberId) {}
