package io.b24mirror.portal;

/// An administrator opened the app's page of a portal that is served, and the portal says that the app is not installed
/// to the end: it was updated or installed again. Its subscriptions may be gone.
public record InstallationUnfinished(MemberId memberId) {}
