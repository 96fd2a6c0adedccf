package io.b24mirror.report.query;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

import io.b24mirror.report.ReportTest;
import io.b24mirror.simulation.EventDraft;
import io.b24mirror.spill.Spill;
import io.b24mirror.testing.PgBouncer;
import io.b24mirror.testing.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

/// The service behind a PgBouncer that hands a connection to PostgreSQL to another client after each transaction.
@ContextConfiguration(initializers = PoolerIntegrationTests.ByPgBouncer.class)
@DirtiesContext
class PoolerIntegrationTests extends ReportTest {
    private static @Nullable PgBouncer pooler;

    @Autowired
    private Spill spill;

    @Autowired
    private ReportDatabase database;

    @SuppressWarnings("NullAway.Init") // Spring and JUnit fill the fields
    PoolerIntegrationTests() {}

    static class ByPgBouncer implements ApplicationContextInitializer<GenericApplicationContext> {
        @Override
        public void initialize(GenericApplicationContext context) {
            var started = PgBouncer.before(PostgresServer.get().newDatabase(), "transaction");
            pooler = started;
            context.registerBean("database", JdbcConnectionDetails.class, started.database()::connectionDetails);
        }
    }

    @BeforeAll
    static void wantsPgBouncer() {
        PgBouncer.require();
    }

    @AfterAll
    static void end() {
        if (pooler != null) {
            pooler.close();
        }
    }

    @RepeatedTest(3)
    void takesEventsAfterReadersWereThere() throws Exception {
        install();
        var section = portal.calendar().addSection("user", 1, "Work");
        for (int round = 0; round < 6; round++) {
            portal.calendar().addEvent(section, EventDraft.named("Lunch " + round));
            deliverAndWork();
            assertThat(get("/api/v1/deliveries").statusCode()).isEqualTo(200);
            assertThat(get("/api/v1/calendar-events?portal=" + portal.memberId()).statusCode()).isEqualTo(200);
        }

        assertThat(json("/api/v1/calendar-events").path("items")).hasSize(6);
        assertThat(spill.state().waiting() + spill.state().setAside()).isZero();
    }

    @Test
    void limitsReadersOnly() throws Exception {
        for (int round = 0; round < 20; round++) {
            assertThat(settings()).isEqualTo(List.of("b24_reporting", "on", "30s", "2s", "UTC"));
            assertThat(jdbc.sql("""
                    select current_user || ' ' || current_setting('transaction_read_only')
                        || ' ' || current_setting('statement_timeout')
                    """).query(String.class).single()).isEqualTo("postgres off 0");
        }
    }

    private List<String> settings() {
        return database.query("""
                select unnest(array[current_setting('role'), current_setting('transaction_read_only'),
                    current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('timezone')])
                """, Map.of(), (row, _) -> row.getString(1));
    }
}
