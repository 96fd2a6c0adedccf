package io.b24mirror.reporting;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

import io.b24mirror.testing.ServiceTest;

import static io.b24mirror.simulation.EventDraft.named;
import static org.assertj.core.api.Assertions.assertThat;

/// What a login may do that an administrator made as the document says.
class ReaderIntegrationTests extends ServiceTest {
    private static final String PERMISSION_DENIED = "42501";
    private static final String NOT_UPDATABLE = "55000";
    private static final String READ_ONLY = "25006";
    private static final String TIMED_OUT = "57014";

    private final String login = "analyst_" + UUID.randomUUID().toString().replace("-", "");

    @Autowired
    private JdbcConnectionDetails database;

    private Connection reader() throws SQLException {
        jdbc.sql("create role %s login password 'secret' in role b24_reporting".formatted(login)).update();
        for (var setting : List.of("search_path = reporting", "default_transaction_read_only = on",
                "statement_timeout = '60s'", "idle_in_transaction_session_timeout = '60s'", "lock_timeout = '5s'")) {
            jdbc.sql("alter role %s set %s".formatted(login, setting)).update();
        }
        return DriverManager.getConnection(database.getJdbcUrl(), login, "secret");
    }

    @AfterEach
    void forgetTheLogin() {
        jdbc.sql("drop role if exists " + login).update();
    }

    @Test
    void readsEveryViewAndNoTable() throws SQLException {
        try (var reader = reader()) {
            assertThat(views()).hasSizeGreaterThan(20)
                    .allSatisfy(view -> assertThat(state(reader, "select * from " + view)).isEmpty());
            assertThat(others()).hasSizeGreaterThan(20)
                    .allSatisfy(table -> assertThat(state(reader, "select * from " + table))
                            .isEqualTo(PERMISSION_DENIED));
        }
    }

    @Test
    void changesNothing() throws SQLException {
        try (var reader = reader()) {
            assertThat(state(reader, "create table mine (id int)")).isEqualTo(READ_ONLY);
            execute(reader, "set default_transaction_read_only = off");

            assertThat(views()).allSatisfy(
                    view -> assertThat(state(reader, "delete from " + view)).isIn(PERMISSION_DENIED, NOT_UPDATABLE));
            assertThat(state(reader, "create table reporting.mine (id int)")).isEqualTo(PERMISSION_DENIED);
            assertThat(state(reader, "create table public.mine (id int)")).isEqualTo(PERMISSION_DENIED);
            assertThat(state(reader, "create schema mine")).isEqualTo(PERMISSION_DENIED);
            assertThat(state(reader, "set role " + database.getUsername())).isEqualTo(PERMISSION_DENIED);
            assertThat(state(reader, "select bitrix.halvings_left(1, now(), now())")).isEqualTo(PERMISSION_DENIED);
        }
    }

    @Test
    void mayUseNoSchemaOfOurs() {
        assertThat(jdbc.sql("""
                select nspname
                from pg_namespace
                where has_schema_privilege('b24_reporting', oid, 'usage')
                    and nspname not in ('pg_catalog', 'information_schema', 'public') and nspname !~ '^pg_t'
                """).query(String.class).list()).containsExactly("reporting");
        assertThat(jdbc.sql("""
                select oid::regprocedure::text
                from pg_proc
                where pronamespace in ('reporting'::regnamespace, 'public'::regnamespace)
                """).query(String.class).list()).isEmpty();
    }

    @Test
    void isStoppedWhereItAsksTooMuch() throws SQLException {
        try (var reader = reader()) {
            assertThat(setting(reader, "statement_timeout")).isEqualTo("1min");
            execute(reader, "set statement_timeout = 1");
            assertThat(state(reader, """
                    select count(*) from pg_class a, pg_class b, pg_class c""")).isEqualTo(TIMED_OUT);
        }
    }

    @Test
    void holdsNothingUpWithAnOpenTransaction() throws SQLException, InterruptedException {
        try (var reader = reader()) {
            reader.setAutoCommit(false);
            for (var view : views()) {
                execute(reader, "select * from " + view);
            }

            install();
            long section = portal.calendar().addSection("user", 1, "Work");
            long event = portal.calendar().addEvent(section, named("Weekly").weekly().times(3));
            deliverAndWork();

            assertThat(value("select count(*) from reporting.calendar_occurrences where event_id = " + event,
                    Long.class)).isEqualTo(3);
            assertThat(value("""
                    select count(*) from pg_locks
                    where not granted and database = (select oid from pg_database where datname = current_database())
                    """, Long.class)).isZero();
            reader.rollback();
        }
    }

    private List<String> views() {
        return relations("relkind = 'v' and relnamespace = 'reporting'::regnamespace");
    }

    /// Tables, sequences, and views that are for the service alone.
    private List<String> others() {
        return relations("""
                relkind in ('r', 'p', 'S') and relnamespace::regnamespace::text in ('reporting', 'mirror', 'intake',
                    'portal', 'fetch_list', 'bitrix', 'offline', 'subscription', 'scheduler', 'flyway')
                or relkind = 'v' and relnamespace = 'mirror'::regnamespace""");
    }

    private List<String> relations(String which) {
        return jdbc.sql("select oid::regclass::text from pg_class where %s order by 1".formatted(which))
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static void execute(Connection reader, String sql) throws SQLException {
        try (var statement = reader.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String setting(Connection reader, String name) throws SQLException {
        try (var statement = reader.createStatement(); var result = statement.executeQuery("show " + name)) {
            result.next();
            return result.getString(1);
        }
    }

    /// The error's state; empty if there is none.
    private static String state(Connection reader, String sql) {
        try {
            execute(reader, sql);
            return "";
        } catch (SQLException refused) {
            return refused.getSQLState();
        }
    }
}
