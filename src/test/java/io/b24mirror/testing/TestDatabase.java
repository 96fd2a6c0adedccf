package io.b24mirror.testing;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Empties the tables of the service, so that no test meets what another one left. What migrations write stays.
final class TestDatabase {
    private TestDatabase() {}

    static void empty(JdbcClient jdbc) {
        var tables = jdbc.sql("""
                select string_agg(format('%I.%I', schemaname, tablename), ', ')
                from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema', 'flyway')
                    and (schemaname, tablename) not in (('mirror', 'kind'), ('mirror', 'deleted_with'))
                """).query(String.class).single();
        jdbc.sql("truncate " + tables).update();
    }
}
