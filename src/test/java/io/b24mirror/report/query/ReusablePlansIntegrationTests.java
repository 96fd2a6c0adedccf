package io.b24mirror.report.query;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.util.UriComponentsBuilder;

import io.b24mirror.report.ReportTest;
import io.b24mirror.report.Resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/// Questions whose plan is made once, for all values. Such a plan must not be one that suits some of them alone.
class ReusablePlansIntegrationTests extends ReportTest {
    private static final int EVENTS = 20_000;
    private static final int EXPLAINS_WITHOUT_VALUES = 160_000;

    private final Resources resources;
    private final QueryParser parser;
    private final QueryExecutor executor;
    private final ReportDatabase database;

    @Autowired
    ReusablePlansIntegrationTests(Resources resources, QueryParser parser, QueryExecutor executor,
            ReportDatabase database) {
        this.resources = resources;
        this.parser = parser;
        this.executor = executor;
        this.database = database;
    }

    @ParameterizedTest
    @ValueSource(strings = {"calendar-events", "calendar-events?deleted=include", "calendar-events?portal=acme",
            "calendar-events?portal=acme&from=2026-06-02", "calendar-events?portal=acme&from=2026-06-02&to=2026-07-01",
            "calendar-events?portal=acme&section=3", "calendar-events?portal=acme&section=3&from=2026-06-02",
            "calendar-events?portal=acme&type=user&owner=42",
            "calendar-events?portal=acme&type=user&owner=42&to=2026-07-01", "calendar-occurrences?portal=acme",
            "calendar-occurrences?portal=acme&from=2026-06-02&to=2026-07-01"})
    void readRowsInOrderFromAnIndexForAllValues(String asked) {
        assumeThat(number("select current_setting('server_version_num')::int")).isGreaterThan(EXPLAINS_WITHOUT_VALUES);
        putEvents("acme", 1, EVENTS);
        putEvents("emca", 1, EVENTS);
        deleteOneOfAHundred();
        var query = query(asked);
        assertThat(query.hasReusablePlan()).isTrue();

        var plan = explain(query);

        assertThat(plan).anyMatch(line -> line.contains("Index Scan using")).noneMatch(line -> line.contains("Sort"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"calendar-events?section=3", "calendar-events?from=2026-06-02",
            "calendar-events?portal=acme&section=3,4", "calendar-events?portal=acme&owner=42",
            "calendar-events?portal=acme&type=user", "calendar-events?portal=acme&entity=deal:7",
            "calendar-events?portal=acme&updatedSince=2026-06-02", "calendar-occurrences?portal=acme&section=3",
            "timeline-comments?portal=acme&author=1", "deliveries?portal=acme",
            "record-updates?portal=acme&kind=calendar_event"})
    void arePlannedEachTimeIfThePlanDependsOnTheirValues(String asked) {
        assertThat(query(asked).hasReusablePlan()).isFalse();
    }

    /// What a table says of itself is left by those that came before.
    private void deleteOneOfAHundred() {
        jdbc.sql("""
                insert into mirror.tombstone (member_id, kind, record_id, deleted_at, told_at)
                select member_id, 'calendar_event', event_id, valid_from, seen_at
                from mirror.calendar_event
                where event_id % 100 = 0
                """).update();
        jdbc.sql("analyze mirror.tombstone").update();
    }

    private ListQuery query(String asked) {
        var address = UriComponentsBuilder.fromUriString(asked).build();
        return parser.list(resources.find(String.valueOf(address.getPath())).orElseThrow(), address.getQueryParams(),
                RowLimit.PAGE);
    }

    private List<String> explain(ListQuery query) {
        return database.query("explain (generic_plan) " + executor.sql(query, 101), QueryExecutor.parameters(query),
                true, (row, _) -> row.getString(1));
    }

    private int number(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
