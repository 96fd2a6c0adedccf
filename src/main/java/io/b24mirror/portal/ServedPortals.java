package io.b24mirror.portal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The portals that have not removed the app, for work that goes through all of them.
@Service
public class ServedPortals {
    private final JdbcClient jdbc;

    ServedPortals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A portal and its standing.
    ///
    /// @param isActive
    ///            whether it may be called; if not, it waits for an installation
    /// @param installedAt
    ///            when its current installation was verified, or its webhook first configured
    public record ServedPortal(MemberId memberId, boolean isActive, Instant installedAt) {}

    /// All of them, by their ids.
    public List<ServedPortal> all() {
        return jdbc.sql("""
                select member_id, state = 'ACTIVE' as is_active, installed_at
                from portal.portal
                where state <> 'UNINSTALLED'
                order by member_id
                """)
                .query((row, _) -> new ServedPortal(new MemberId(row.getString("member_id")),
                        row.getBoolean("is_active"), row.getObject("installed_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
