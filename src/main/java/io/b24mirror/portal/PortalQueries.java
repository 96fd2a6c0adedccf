package io.b24mirror.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Answers which portals there are and in which state they are.
@Service
public class PortalQueries {
    private static final String SERVED = """
            select member_id, state = 'ACTIVE' and suspended_at is null as is_active, mode = 'APP' as is_app,
                   installed_at
            from portal.portal
            where state <> 'UNINSTALLED'
            """;

    private final JdbcClient jdbc;

    PortalQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A portal that has not removed the app.
    ///
    /// @param isActive
    ///            whether it may be called; if not, it waits for an installation or for an operator to resume it
    /// @param isApp
    ///            whether it is served as an app; if not, by webhooks, which cannot bind events
    /// @param installedAt
    ///            when its current installation was verified, or its webhook first configured
    public record ServedPortal(MemberId memberId, boolean isActive, boolean isApp, Instant installedAt) {
        private static ServedPortal of(ResultSet row, int number) throws SQLException {
            return new ServedPortal(new MemberId(row.getString("member_id")), row.getBoolean("is_active"),
                    row.getBoolean("is_app"), row.getObject("installed_at", OffsetDateTime.class).toInstant());
        }

        boolean isActiveApp() {
            return isActive && isApp;
        }
    }

    /// A portal that was ever let in and is not erased, one that has removed the app included.
    ///
    /// @param isApp
    ///            whether it is served as an app; if not, by webhooks out of the configuration
    /// @param isGone
    ///            whether it removed the app, or was taken out of the configuration
    /// @param needsReauthorization
    ///            whether it waits for the app to be installed again
    /// @param suspendedAt
    ///            when an operator suspended it; null if it is not suspended
    public record KnownPortal(MemberId memberId, String domain, boolean isApp, boolean isGone,
            boolean needsReauthorization, @Nullable Instant suspendedAt) {

        /// Checks whether it is in the configuration, which would bring it back if it were deleted.
        public boolean isConfigured() {
            return !isApp && !isGone;
        }
    }

    /// Finds a portal, even one that has removed the app.
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

    /// Returns all portals that have not removed the app, ordered by id.
    public List<ServedPortal> served() {
        return jdbc.sql(SERVED + "order by member_id").query(ServedPortal::of).list();
    }

    /// Returns the portals that can be called as an app.
    public List<MemberId> activeApps() {
        return served().stream().filter(ServedPortal::isActiveApp).map(ServedPortal::memberId).toList();
    }

    /// Checks whether the portal can be called as an app.
    public boolean isActiveApp(MemberId memberId) {
        return jdbc.sql(SERVED + "and member_id = :memberId")
                .param("memberId", memberId.value())
                .query(ServedPortal::of)
                .optional()
                .filter(ServedPortal::isActiveApp)
                .isPresent();
    }

    /// Checks whether an operator has suspended the portal.
    public boolean isSuspended(MemberId memberId) {
        return jdbc.sql(SERVED + "and member_id = :memberId and suspended_at is not null")
                .param("memberId", memberId.value())
                .query(ServedPortal::of)
                .optional()
                .isPresent();
    }
}
