package io.b24mirror.mirror.section;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import io.b24mirror.bitrix.CallResult;
import io.b24mirror.fetch.RecordRef;
import io.b24mirror.fetch.Step;
import io.b24mirror.mirror.AnyJson;
import io.b24mirror.mirror.Kinds;
import io.b24mirror.mirror.Samples;
import io.b24mirror.mirror.version.Observation;
import io.b24mirror.sql.JsonRecordset;

import static io.b24mirror.mirror.Samples.ACME;
import static io.b24mirror.mirror.Samples.CAUSE;
import static io.b24mirror.mirror.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class SectionAnswerProperties {
    private static final RecordRef SECTION = new RecordRef(ACME, Kinds.CALENDAR_SECTION, 202);

    @Property(tries = 100)
    void endsWhateverIsAnswered(@ForAll("answers") List<JsonNode> answers) {
        var listing = new EventListing(SECTION, LocalDate.EPOCH, LocalDate.EPOCH,
                CAUSE);
        var step = new SectionSearch(SECTION, false, CAUSE, listing::begin, SearchMark.START).begin(
                Optional.of(CalendarOwner.COMPANY),
                7L);

        for (var answer : answers) {
            step = step instanceof Step.Ask<List<Observation<SectionFields>>>(var calls, var next, var _)
                    ? next.apply(
                            calls.stream().<CallResult>map(_ -> new CallResult.Answered(answer, null, NOON)).toList())
                    : step;
        }

        assertThat(step).isNotInstanceOf(Step.Ask.class);
    }

    @Property(tries = 300)
    void translatesAnything(@ForAll("sections") JsonNode section) {
        var record = SectionAnswer.translate(ACME, CalendarOwner.COMPANY, section, NOON, CAUSE);

        assertThat(record.stream().map(one -> JsonRecordset.of(List.of(one))))
                .noneMatch(json -> json.contains("\\u0000"));
    }

    @Provide
    Arbitrary<List<JsonNode>> answers() {
        return Arbitraries.oneOf(AnyJson.trees(), lists()).list().ofSize(12);
    }

    @Provide
    Arbitrary<JsonNode> sections() {
        return AnyJson.like(Samples.section());
    }

    private Arbitrary<JsonNode> lists() {
        return sections().list().ofMaxSize(3).map(elements -> JsonNodeFactory.instance.arrayNode().addAll(elements));
    }
}
