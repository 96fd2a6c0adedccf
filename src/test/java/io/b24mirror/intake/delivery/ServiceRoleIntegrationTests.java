package io.b24mirror.intake.delivery;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.b24mirror.testing.PostgresServer;
import io.b24mirror.testing.PostgresServer.Database;
import io.b24mirror.testing.ServiceTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// The service with a login that has the role `b24_service` and nothing else, its tables owned by a login that may
/// make no roles: what docs/operations.md has an administrator type.
class ServiceRoleIntegrationTests extends ServiceTest {
    private static final String PASSWORD = "password-of-a-database-login";
    private static final Database DATABASE = PostgresServer.get().newDatabase();
    private static final String OWNER = DATABASE.name() + "_owner";
    private static final String SERVICE = DATABASE.name() + "_service";

    private final Retention retention;

    @Autowired
    ServiceRoleIntegrationTests(Retention retention) {
        this.retention = retention;
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Logins {
        @Bean
        @Primary
        JdbcConnectionDetails login() throws SQLException {
            prepare();
            return new JdbcConnectionDetails() {
                @Override
                public String getUsername() {
                    return SERVICE;
                }

                @Override
                public String getPassword() {
                    return PASSWORD;
                }

                @Override
                public String getJdbcUrl() {
                    return DATABASE.url();
                }
            };
        }
    }

    @DynamicPropertySource
    static void owner(DynamicPropertyRegistry registry) {
        registry.add("spring.flyway.user", () -> OWNER);
        registry.add("spring.flyway.password", () -> PASSWORD);
    }

    private static void prepare() throws SQLException {
        for (var role : List.of("b24_reporting", "b24_service")) {
            execute("do $$ begin create role %s nologin; exception when duplicate_object then null; end $$"
                    .formatted(role));
        }
        execute("create role %s login createrole password '%s'".formatted(OWNER, PASSWORD));
        execute("create role %s login password '%s' in role b24_service".formatted(SERVICE, PASSWORD));
        execute("revoke all on database %s from public".formatted(DATABASE.name()));
        execute("grant connect on database %s to b24_service, b24_reporting".formatted(DATABASE.name()));
        execute("alter database %s owner to %s".formatted(DATABASE.name(), OWNER));
        // tests begin with empty tables, which the service itself never needs
        execute("alter default privileges for role %s grant truncate on tables to %s".formatted(OWNER, SERVICE));
    }

    @Test
    void carriesAnEventFromThePostToTheView() throws Exception {
        assertThat(value("select current_user", String.class)).isEqualTo(SERVICE);
        install();
        var section = portal.calendar().addSection("user", 1, "Work");
        var comment = portal.comments().add("deal", 7, 1, "Hello");
        deliverAndWork();
        assertThat(rows("select section_id from reporting.calendar_sections where deleted_at is null"))
                .contains(Map.of("section_id", section));
        assertThat(rows("select comment_id from reporting.timeline_comments"))
                .containsExactly(Map.of("comment_id", comment));

        portal.calendar().deleteSection(section);
        portal.uninstall(true);
        deliverAndWork();
        clock.advance(Duration.ofHours(1));
        work();

        assertThat(rows("select 1 from portal.credential")).isEmpty();
        assertThat(rows("select 1 from reporting.timeline_comments")).isEmpty();
    }

    @Test
    void keepsRetentionWithoutOwningTheLog() throws Exception {
        retention.run();
        install();
        assertThat(rows("select tableoid::regclass::text as partition from intake.delivery"))
                .containsExactly(Map.of("partition", "intake.delivery_20241219"));

        clock.advance(Duration.ofDays(91));
        retention.run();

        assertThat(rows("select 1 from pg_class where relname = 'delivery_20241219'")).isEmpty();
        assertThat(rows("select 1 from pg_class where relname = 'delivery_20250320'")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"create table intake.mine (x int)", "create table public.mine (x int)",
            "create schema mine",
            "create temporary table mine (x int)", "drop table intake.quarantine", "drop view reporting.portals",
            "alter table portal.credential add column x int", "select * from pg_authid", "create role mine",
            "select * from flyway.flyway_schema_history", "delete from flyway.flyway_schema_history",
            "select intake.drop_delivery_day('1999-01-01')", "copy portal.portal to program 'true'",
            "select pg_read_file('/etc/passwd')", "call portal.grant_to_service()",
            "create function intake.mine() returns int language sql as 'select 1'"})
    void canDoNoMoreThanItNeeds(String statement) {
        assertThatThrownBy(() -> execute(SERVICE, PASSWORD, statement)).isInstanceOf(SQLException.class)
                .satisfiesAnyOf(refusal -> assertThat(refusal).hasMessageContaining("permission denied"),
                        refusal -> assertThat(refusal).hasMessageContaining("must be owner"),
                        refusal -> assertThat(refusal).hasMessageContaining("has no partition of"));
    }

    @Test
    void reachesEveryTableOfEveryRoom() {
        assertThat(rows("""
                select format('%I.%I', nspname, relname) as unreachable
                from pg_class
                join pg_namespace on pg_namespace.oid = relnamespace
                where relkind in ('r', 'p', 'v', 'S') and not relispartition
                  and nspname not in ('pg_catalog', 'pg_toast', 'information_schema', 'flyway', 'public')
                  and not case when relkind = 'S' then has_sequence_privilege('b24_service', pg_class.oid, 'usage')
                               else has_schema_privilege('b24_service', nspname, 'usage')
                                    and has_table_privilege('b24_service', pg_class.oid, 'select')
                                    and (relkind = 'v' or has_table_privilege('b24_service', pg_class.oid, 'insert')
                                                      and has_table_privilege('b24_service', pg_class.oid, 'update')
                                                      and has_table_privilege('b24_service', pg_class.oid, 'delete'))
                          end
                """)).isEmpty();
    }

    @Test
    void reachesWhatLaterMigrationsMake() throws Exception {
        execute(OWNER, PASSWORD, "create schema later");
        execute(OWNER, PASSWORD, "create table later.thing (id bigint generated always as identity, name text)");
        try {
            execute(SERVICE, PASSWORD, "insert into later.thing (name) values ('x')");
            execute(SERVICE, PASSWORD, "delete from later.thing");
        } finally {
            execute(OWNER, PASSWORD, "drop schema later cascade");
        }
    }

    @Test
    void letsAReportingLoginReadTheViewsAlone() throws Exception {
        var analyst = DATABASE.name() + "_analyst";
        execute("create role %s login password '%s' in role b24_reporting".formatted(analyst, PASSWORD));

        execute(analyst, PASSWORD, "select * from reporting.portals");
        execute(analyst, PASSWORD, "select * from reporting.refused_deliveries");

        for (var statement : List.of("select * from portal.credential", "select * from intake.quarantine",
                "delete from reporting.pending_fetches", "select intake.create_delivery_day('2030-01-01')")) {
            assertThatThrownBy(() -> execute(analyst, PASSWORD, statement)).hasMessageContaining("permission denied");
        }
    }

    private static void execute(String statement) throws SQLException {
        execute(DATABASE.user(), DATABASE.password(), statement);
    }

    private static void execute(String user, String password, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(DATABASE.url(), user, password);
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
