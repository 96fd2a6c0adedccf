package io.b24mirror.portal.removal;

import io.b24mirror.portal.MemberId;

/// What a room keeps of the portals, as far as it has to go when a portal removes the app. One bean per room that keeps
/// something; [SchemaData] does for most.
public interface PortalData {

    /// When rows go: with every portal that leaves, only where its data is to be deleted, or last of all.
    enum Kind {
        /// Work that is planned: of no use once nothing can be asked of the portal.
        WORK,
        /// What was received and read: stays, unless the administrator ticked "delete settings and data" (`CLEAN`).
        RECORDS,
        /// What is known of the portal without being about what it holds: goes with the portal's own row, which is only
        /// deleted when an operator erases the portal.
        REMAINS
    }

    /// The database schema whose tables it looks after.
    String schema();

    Kind kind();

    /// Deletes some of a portal's rows, in a transaction of the caller's that nobody waits for long. While it is open
    /// the portal cannot be installed anew, so whatever is there is older than that.
    ///
    /// @return how many rows went, at most about that many; 0 if none are left but those that somebody holds
    int delete(MemberId memberId, int atMost);

    /// Whether rows of a portal are left that [#delete] would have to delete, those that somebody holds included.
    boolean hasAny(MemberId memberId);
}
