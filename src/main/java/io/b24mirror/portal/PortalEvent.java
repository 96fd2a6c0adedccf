package io.b24mirror.portal;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/// What happened to a portal. Published inside the transaction that makes it so.
public sealed interface PortalEvent {

    /// The portal that it happened to.
    MemberId memberId();

    /// An installation was verified and its portal is active.
    ///
    /// @param data
    ///            secret-free JSON of the event's `data`
    record Installed(MemberId memberId, long userId, @Nullable Long eventHandlerId, Instant eventAt,
            Instant receivedAt, @Nullable String data) implements PortalEvent {}

    /// The portal removed the app, or an operator erased it: its tokens are erased and nothing is asked of it any more.
    ///
    /// @param clean
    ///            whether everything of it is to be deleted, which happens in the background
    /// @param erased
    ///            whether the portal itself is to be deleted as well, as an operator wanted
    record Uninstalled(MemberId memberId, Instant at, boolean clean, boolean erased) implements PortalEvent {}

    /// An operator ended the suspension of the portal: it may be asked again.
    record Resumed(MemberId memberId) implements PortalEvent {}

    /// An administrator opened the app's page, and the portal says that the installation of the app is not finished: it
    /// was updated or installed again. Its subscriptions may be gone.
    record InstallationIncomplete(MemberId memberId) implements PortalEvent {}
}
