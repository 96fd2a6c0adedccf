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
class SteadyQuestionsIntegrationTests extends ReportTest {
    private static final int EVENTS = 20_000;
    private static final int EXPLAINS_WITHOUT_VALUES = 160_000;

    private final Resources resources;
    private final QuestionReading reading;
    private final Listing listing;
    private final ReportDatabase database;

    @Autowired
    SteadyQuestionsIntegrationTests(Resources resources, QuestionReading reading, Listing listing,
            ReportDatabase database) {
        this.resources = resources;
        this.reading = reading;
        this.listing = listing;
        this.database = database;
    }

    @ParameterizedTest
    @ValueSource(strings = {"calendar-events", "calendar-events?deleted=include", "calendar-events?portal=acme",
            "calendar-events?portal=acme&from=2026-06-02", "calendar-events?portal=acme&from=2026-06-02&to=2026-07-01",
            "calendar-events?portal=acme&section=3", "calendar-events?portal=acme&section=3&from=2026-06-02",
            "calendar-events?portal=acme&type=user&owner=42",
            "calendar-events?portal=acme&type=user&owner=42&to=2026-07-01", "calendar-occurrences?portal=acme",
            "calendar-occurrences?portal=acme&from=2026-06-02&to=2026-07-01"})
    void areReadInOrderFromAnIndexWhateverTheirValuesAre(String asked) {
        assumeThat(number("select current_setting('server_version_num')::int")).isGreaterThan(EXPLAINS_WITHOUT_VALUES);
        putEvents("acme", 1, EVENTS);
        putEvents("emca", 1, EVENTS);
        deleteOneOfAHundred();
        var question = question(asked);
        assertThat(question.isSteady()).isTrue();

        var plan = explain(question);

        assertThat(plan).anyMatch(line -> line.contains("Index Scan using")).noneMatch(line -> line.contains("Sort"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"calendar-events?section=3", "calendar-events?from=2026-06-02",
            "calendar-events?portal=acme&section=3,4", "calendar-events?portal=acme&owner=42",
            "calendar-events?portal=acme&type=user", "calendar-events?portal=acme&entity=deal:7",
            "calendar-events?portal=acme&updatedSince=2026-06-02", "calendar-occurrences?portal=acme&section=3",
            "timeline-comments?portal=acme&author=1", "deliveries?portal=acme",
            "record-updates?portal=acme&kind=calendar_event"})
    void areNoneWhereTheWayDependsOnTheValues(String asked) {
        assertThat(question(asked).isSteady()).isFalse();
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

    private Question question(String asked) {
        var address = UriComponentsBuilder.fromUriString(asked).build();
        return reading.list(resources.find(String.valueOf(address.getPath())).orElseThrow(), address.getQueryParams(),
                RowLimit.PAGE);
    }

    private List<String> explain(Question question) {
        return database.query("explain (generic_plan) " + listing.sql(question, 101), Listing.parameters(question),
                true, (row, _) -> row.getString(1));
    }

    private int number(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
