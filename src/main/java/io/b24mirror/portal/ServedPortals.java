package io.b24mirror.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The portals that have not removed the app, for work that goes through all of them.
@Service
public class ServedPortals {
    private static final String SERVED = """
            select member_id, state = 'ACTIVE' and suspended_at is null as is_active, mode = 'APP' as is_app, installed_at
            from portal.portal
            where state <> 'UNINSTALLED'
            """;

    private final JdbcClient jdbc;

    ServedPortals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A portal and its standing.
    ///
    /// @param isActive
    ///            whether it may be called; if not, it waits for an installation or for an operator who suspended it
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

    /// All of them, by their ids.
    public List<ServedPortal> all() {
        return jdbc.sql(SERVED + "order by member_id").query(ServedPortal::of).list();
    }

    /// Those of which something can be asked as an app.
    public List<MemberId> activeApps() {
        return all().stream().filter(ServedPortal::isActiveApp).map(ServedPortal::memberId).toList();
    }

    /// Whether it is one of which something can be asked as an app.
    public boolean isActiveApp(MemberId memberId) {
        return jdbc.sql(SERVED + "and member_id = :memberId")
                .param("memberId", memberId.value())
                .query(ServedPortal::of)
                .optional()
                .filter(ServedPortal::isActiveApp)
                .isPresent();
    }

    /// Whether an operator wants nothing asked of it for now.
    public boolean isSuspended(MemberId memberId) {
        return jdbc.sql(SERVED + "and member_id = :memberId and suspended_at is not null")
                .param("memberId", memberId.value())
                .query(ServedPortal::of)
                .optional()
                .isPresent();
    }
}
