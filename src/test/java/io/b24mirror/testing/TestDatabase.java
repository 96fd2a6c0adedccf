package io.b24mirror.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Empties the tables of the service, so that no test meets what another one left.
final class TestDatabase {
    private TestDatabase() {}

    static void empty(JdbcClient jdbc) {
        var tables = jdbc.sql("""
                select string_agg(format('%I.%I', schemaname, tablename), ', ')
                from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema', 'flyway')
                """).query(String.class).single();
        jdbc.sql("truncate " + tables).update();
    }
}
