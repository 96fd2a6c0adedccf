package io.b24mirror.portal;

import java.util.HexFormat;
import java.util.StringJoiner;

import org.springframework.jdbc.core.simple.JdbcClient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/// Everything that the service has stored, as one text to search for what must not be there.
public final class DatabaseText {
    private DatabaseText() {}

    /// The rows of all tables of all schemas.
    public static String of(JdbcClient jdbc) {
        var selects = jdbc.sql("""
                select format('select t::text from %I.%I t', schemaname, tablename)
                from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema')
                """).query(String.class).list();
        var rows = new StringJoiner("\n");
        for (var select : selects) {
            jdbc.sql(requireNonNull(select)).query(String.class).list().forEach(rows::add);
        }
        return rows.toString();
    }

    /// How a text looks in a column of bytes.
    public static String asBytes(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }
}
