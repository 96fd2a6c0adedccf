package io.b24mirror.portal;

import java.time.Instant;

/// A portal removed the app, or an operator erased it: its tokens are erased and nothing is asked of it any more.
/// Published inside the transaction that makes it so.
///
/// @param clean
///            whether everything of it is to be deleted, which happens in the background
/// @param forgotten
///            whether in the end nothing must tell that it was ever here
public record PortalUninstalled(MemberId memberId, Instant at, boolean clean, boolean forgotten) {}
