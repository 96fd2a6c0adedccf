package io.b24mirror.mirror.event;

import java.util.List;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;

import io.b24mirror.fetch.FetchRequest;
import io.b24mirror.fetch.FetchRequest.Urgency;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.store.FetchResult;
import io.b24mirror.sql.JsonRecordset;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class EventAnswerProperties {
    private static final RecordRef ASKED = new RecordRef(ACME, Kinds.CALENDAR_EVENT, 1265);

    @Property(tries = 300)
    void neverThrows(@ForAll("answers") JsonNode answer) {
        var event = EventAnswer.translate(ASKED, answer, NOON, CAUSE);

        assertThat(event.map(record -> JsonRecordset.of(List.of(record))).orElse("")).doesNotContain("\\u0000");
    }

    @Property(tries = 300)
    void neverThrowsForAnyTree(@ForAll("trees") JsonNode answer) {
        assertThat(EventAnswer.translate(ASKED, answer, NOON, CAUSE)).isNotNull();
    }

    @Property(tries = 300)
    void findsAnEndWhateverUsersAnswer(@ForAll("answers") JsonNode first, @ForAll("trees") JsonNode second) {
        var question = new EventFetch(new FetchRequest(ASKED, NOON, Urgency.FRESH, null, CAUSE),
                new KnownEvent(true, false, false, List.of(7L), List.of(5L)));

        var step = question.begin();
        for (int round = 0; step instanceof Step.Ask<FetchResult<EventFields>> ask; round++) {
            assertThat(round).isLessThan(8);
            step = ask.next().apply(List.of(Samples.answered(round == 0 ? first : second)));
        }

        assertThat(step).isNotNull();
    }

    @Provide
    Arbitrary<JsonNode> answers() {
        return AnyJson.like(Samples.event());
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return AnyJson.trees();
    }
}
