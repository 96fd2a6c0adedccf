package io.b24mirror.mirror;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.b24mirror.testing.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

/// A database in which versions were kept before there were months of them.
class HistoryUpgradeIntegrationTests {
    private static final String BEFORE = "131";
    private static final List<String> HISTORIES = List.of("calendar_sections_history", "calendar_events_history",
            "timeline_comments_history", "completeness");

    private final Instant now = Clock.systemUTC().instant();
    private final DataSource database = newDatabase();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final HistoryPartitions partitions = new HistoryPartitions(jdbc,
            new TransactionTemplate(new JdbcTransactionManager(database)));

    @Test
    void keepsAllVersions() {
        migrate(BEFORE);
        fill();
        var before = shown();

        migrate("latest");

        assertThat(shown()).isEqualTo(before);
        assertThat(before.get("calendar_sections_history")).hasSize(400);
    }

    @Test
    void goesOnCountingVersions() {
        migrate(BEFORE);
        fill();
        migrate("latest");

        addVersion(500, now);

        assertThat(jdbc.sql("select max(history_id) from mirror.calendar_section_history").query(Long.class).single())
                .isEqualTo(401);
    }

    @Test
    void makesMonthsBehindWhatWasThere() {
        migrate(BEFORE);
        fill();
        migrate("latest");

        partitions.createAhead("calendar_section", now);

        var later = now.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant();
        addVersion(500, later);
        assertThat(
                jdbc.sql("select tableoid::regclass::text from mirror.calendar_section_history where section_id = 500")
                        .query(String.class)
                        .single())
                .matches("mirror.calendar_section_history_\\d{6}");
    }

    @Test
    void cutsWhatWasThereOnceAllOfItIsOldEnough() {
        migrate(BEFORE);
        fill();
        migrate("latest");

        assertThat(partitions.dropBefore("calendar_section", now)).isZero();
        var later = now.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant();
        assertThat(partitions.dropBefore("calendar_section", later)).isEqualTo(1);

        assertThat(shown().get("calendar_sections_history")).isEmpty();
    }

    @Test
    void leavesIndexesAsTheyWere() {
        migrate(BEFORE);
        var before = indexes();

        migrate("latest");

        assertThat(indexes()).containsAll(before);
    }

    private List<String> indexes() {
        return jdbc.sql("""
                select replace(indexdef, ' ONLY', '')
                from pg_indexes
                where tablename ~ '_history$' and indexname !~ '_pkey$'
                order by indexname
                """).query((row, _) -> row.getString(1)).list();
    }

    private Map<String, List<Map<String, @Nullable Object>>> shown() {
        var shown = new java.util.TreeMap<String, List<Map<String, @Nullable Object>>>();
        HISTORIES.forEach(view -> shown.put(view,
                jdbc.sql("select * from reporting.%s v order by v::text".formatted(view)).query().listOfRows()));
        return shown;
    }

    private void fill() {
        for (int version = 1; version <= 400; version++) {
            addVersion(version, now.minusSeconds(version * 86_400L));
        }
    }

    private void addVersion(long section, Instant until) {
        jdbc.sql(
                """
                        insert into mirror.calendar_section_history
                            (member_id, section_id, calendar_type, owner_id, name, raw, fetched_at, valid_from, is_addition, layer,
                            valid_until, ended_by_deletion, ended_by_layer)
                        values ('acme', :section, 'user', 1, 'Work', '{}', cast(:from as timestamptz), cast(:from as timestamptz),
                            true, 'ONLINE', cast(:until as timestamptz), false, 'SWEEP')
                        """)
                .param("section", section)
                .param("from", until.minusSeconds(60).toString())
                .param("until", until.toString())
                .update();
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database)
                .defaultSchema("flyway")
                .createSchemas(true)
                .target(target)
                .load()
                .migrate();
    }

    private static DataSource newDatabase() {
        var database = PostgresServer.get().newDatabase();
        return new DriverManagerDataSource(database.url(), database.user(), database.password());
    }
}
