package io.b24mirror.fetch;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.IntNode;

import io.b24mirror.bitrix.BitrixFailure;
import io.b24mirror.bitrix.Call;
import io.b24mirror.bitrix.CallResult;

import static org.assertj.core.api.Assertions.assertThat;

class StepTests {
    private static final Call CALL = Call.of("server.time");
    private static final List<CallResult> SEVEN = List
            .of(new CallResult.Answered(IntNode.valueOf(7), null, Instant.parse("2024-12-19T12:00:00Z")));
    private static final BitrixFailure FAILURE = new BitrixFailure.NotFound("Not found.");

    private static Step<Integer> number(CallResult result) {
        return new Step.Found<>(((CallResult.Answered) result).value().asInt(), List.of());
    }

    @Test
    void mapsTheValueThatIsFoundAfterCalls() {
        var reading = new Step.Ask<Integer>(List.of(CALL), results -> number(results.getFirst()), "page 2");

        var mapped = (Step.Ask<String>) reading.map(number -> "number " + number);

        assertThat(mapped.calls()).containsExactly(CALL);
        assertThat(mapped.mark()).isEqualTo("page 2");
        assertThat(mapped.next().apply(SEVEN)).isEqualTo(new Step.Found<>("number 7", List.of()));
    }

    @Test
    void keepsAnEndWithoutValue() {
        assertThat(new Step.Nothing<Integer>().map(String::valueOf)).isEqualTo(new Step.Nothing<>());
        assertThat(new Step.Failed<Integer>(FAILURE).map(String::valueOf)).isEqualTo(new Step.Failed<>(FAILURE));
    }

    @Test
    void replacesTheEndByFurtherCalls() {
        var twice = Step.ask(CALL, StepTests::number).atEnd(_ -> Step.ask(CALL, StepTests::number));

        var second = ((Step.Ask<Integer>) twice).next().apply(SEVEN);

        assertThat(second).isInstanceOf(Step.Ask.class);
        assertThat(((Step.Ask<Integer>) second).next().apply(SEVEN)).isEqualTo(new Step.Found<>(7, List.of()));
    }
}
