package io.b24mirror.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.jdbc.core.simple.JdbcClient;

/// What there is of a portal, in every table of every schema that has a column for it.
public final class PortalRows {
    private PortalRows() {}

    /// How many rows are its own, by table; those without any are left out.
    public static Map<String, Long> of(JdbcClient jdbc, String memberId) {
        var counts = new TreeMap<String, Long>();
        for (var table : tables(jdbc)) {
            long count = jdbc.sql("select count(*) from " + table + " where member_id = :member")
                    .param("member", memberId)
                    .query(Long.class)
                    .single();
            if (count > 0) {
                counts.put(table, count);
            }
        }
        return counts;
    }

    /// The tables, each with its schema.
    public static List<String> tables(JdbcClient jdbc) {
        return jdbc.sql("""
                select columns.table_schema || '.' || columns.table_name
                from information_schema.columns
                join information_schema.tables using (table_schema, table_name)
                where column_name = 'member_id' and table_type = 'BASE TABLE' and table_name !~ '^delivery_'
                """).query((row, _) -> row.getString(1)).list();
    }
}
