package io.b24mirror.portal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// All portals that were ever let in and are not forgotten, gone ones included: for whoever decides what may be done
/// with one.
@Service
public class KnownPortals {
    private final JdbcClient jdbc;

    KnownPortals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A portal and how it stands.
    ///
    /// @param isApp
    ///            whether it is served as an app; if not, by webhooks out of the configuration
    /// @param isGone
    ///            whether it removed the app, or was taken out of the configuration
    /// @param needsReauthorization
    ///            whether it waits for the app to be installed anew
    /// @param suspendedAt
    ///            since when an operator wants nothing asked of it; null if none does
    public record KnownPortal(MemberId memberId, String domain, boolean isApp, boolean isGone,
            boolean needsReauthorization, @Nullable Instant suspendedAt) {

        /// Whether the configuration has it, and would bring it back if it were deleted.
        public boolean isConfigured() {
            return !isApp && !isGone;
        }
    }

    /// The portal of that id, if there is one.
    public Optional<KnownPortal> find(MemberId memberId) {
        return jdbc.sql("""
                select domain, mode = 'APP' as is_app, state, suspended_at
                from portal.portal
                where member_id = :memberId
                """)
                .param("memberId", memberId.value())
                .query((row, _) -> new KnownPortal(memberId, row.getString("domain"), row.getBoolean("is_app"),
                        row.getString("state").equals("UNINSTALLED"),
                        row.getString("state").equals("NEEDS_REAUTHORIZATION"),
                        Optional.ofNullable(row.getObject("suspended_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null)))
                .optional();
    }
}
