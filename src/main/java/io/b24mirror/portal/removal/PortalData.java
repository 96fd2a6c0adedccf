package io.b24mirror.portal.removal;

import io.b24mirror.portal.MemberId;

/// Deletes what a room stores of a portal after the portal has removed the app. There is one bean per room that stores
/// something; [SchemaData] suits most.
public interface PortalData {

    /// Decides when rows are deleted.
    enum Kind {
        /// Planned work: it is deleted with every uninstallation, since the portal can no longer be called.
        WORK,
        /// Received and fetched data: it stays, unless the administrator ticked "delete settings and data" (`CLEAN`).
        RECORDS,
        /// Data about the portal itself: it is deleted with the portal's row, when an operator erases the portal.
        REMAINS
    }

    /// The database schema whose tables it deletes from.
    String schema();

    Kind kind();

    /// Deletes some of a portal's rows, in the caller's transaction, which has to be short. The portal cannot be
    /// installed again while it is open, so all rows are older than a new installation.
    ///
    /// @return how many rows were deleted, at most about that many; 0 if only locked rows are left
    int delete(MemberId memberId, int atMost);

    /// Checks whether rows are left for [#delete], locked ones included.
    boolean hasAny(MemberId memberId);
}
