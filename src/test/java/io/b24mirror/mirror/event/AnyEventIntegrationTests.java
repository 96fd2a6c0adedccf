package io.b24mirror.mirror.event;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.RecordRef;
import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.MirrorDatabase;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.deletion.Deletions;
import io.b24mirror.portal.MemberId;

import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class AnyEventIntegrationTests extends MirrorDatabase {
    private static final RecordRef ASKED = new RecordRef(new MemberId("any"), Kinds.CALENDAR_EVENT, 1265);

    private static final AtomicLong CLOCK = new AtomicLong();

    private final EventStore store = new EventStore(JDBC, Deletions.tombstones(JDBC), occurrences(), clocks());

    @Property(tries = 300)
    void storesWhatItTranslates(@ForAll("answers") JsonNode answer) {
        EventAnswer.translate(ASKED, answer, NOON.plusSeconds(CLOCK.incrementAndGet()), CAUSE).ifPresent(event -> {
            inTransaction(() -> store.keep(List.of(event)));

            assertThat(JDBC.sql("""
                    select fetched_at = cast(:fetchedAt as timestamptz)
                    from mirror.calendar_event
                    where member_id = 'any'
                    """).param("fetchedAt", event.fetchedAt().toString()).query(Boolean.class).single()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]", "{}", "false", "true", "0", "\"0\"", "\"x\"", "[[]]", "{\"a\": {}}"})
    void storesAnEventWhoseEveryFieldIs(String nothing) {
        var event = Samples.event();
        List.copyOf(event.propertyNames()).forEach(name -> event.set(name, Samples.json(nothing)));
        event.put("ID", "1265");
        var record = EventAnswer.translate(ASKED, event, NOON.plusSeconds(CLOCK.incrementAndGet()), CAUSE)
                .orElseThrow();

        inTransaction(() -> store.keep(List.of(record)));

        assertThat(JDBC.sql("select raw from mirror.calendar_event where member_id = 'any'").query(String.class).list())
                .hasSize(1);
    }

    @Provide
    Arbitrary<JsonNode> answers() {
        return AnyJson.like(Samples.event());
    }
}
