package io.b24mirror.simulation;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchTests extends SimulationTest {

    @Test
    void answersEachCommandUnderItsKey() {
        var reply = call("batch", "{'halt':0,'cmd':{'me':'profile','gone':'calendar.event.getbyid?id=77',"
                + "'all':'user.get?FILTER%5BACTIVE%5D=1','bad':'calendar.event.getbyid'}}");

        var result = reply.result();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(result.path("result").path("me").path("ID").asString()).isEqualTo("1");
        assertThat(result.path("result").has("gone")).isTrue();
        assertThat(result.path("result").path("gone").isNull()).isTrue();
        assertThat(result.path("result_total").path("all").asInt()).isEqualTo(1);
        assertThat(result.path("result_next").toString()).isEqualTo("[]");
        assertThat(result.path("result_error").path("bad").path("error").asString()).isEmpty();
        assertThat(result.path("result_time").path("me").has("start")).isTrue();
    }

    @Test
    void printsListsForKeysInOrderAndForNothing() {
        var list = call("batch", "{'cmd':['server.time','profile']}").result();
        var failed = call("batch", "{'cmd':['nonsense']}").result();

        assertThat(list.path("result").isArray()).isTrue();
        assertThat(list.path("result_error").toString()).isEqualTo("[]");
        assertThat(failed.path("result").toString()).isEqualTo("[]");
        assertThat(failed.path("result_error").path(0).path("error").asString()).isEqualTo("ERROR_METHOD_NOT_FOUND");
        assertThat(call("batch", "{'cmd':[]}").result().path("result_time").toString()).isEqualTo("[]");
    }

    @Test
    void stopsAtErrorWhenToldTo() {
        var halted = call("batch", "{'halt':1,'cmd':{'a':'nonsense','b':'profile'}}").result();

        assertThat(halted.path("result").toString()).isEqualTo("[]");
        assertThat(halted.path("result_error").size()).isEqualTo(1);
    }

    @Test
    void resolvesReferences() {
        var section = portal.calendar().addSection("user", 1, "Work");
        var event = portal.calendar().addEvent(section, EventDraft.named("Lunch"));

        var result = call("batch", "{'cmd':{'list':'calendar.event.get?type=user&ownerId=1',"
                + "'one':'calendar.event.getbyid?id=$result[list][0][ID]'}}").result().path("result");

        assertThat(result.path("one").path("ID").asString()).isEqualTo(Long.toString(event));
    }

    @Test
    void refusesWhatIsBeyondFiftyOneByOne() {
        var commands = IntStream.range(0, 52)
                .mapToObj("'c%d':'server.time'"::formatted)
                .collect(Collectors.joining(","));

        var result = call("batch", "{'cmd':{%s}}".formatted(commands)).result();

        assertThat(result.path("result").size()).isEqualTo(50);
        assertThat(texts(result.path("result_error"), "error")).containsOnly("ERROR_BATCH_LENGTH_EXCEEDED").hasSize(2);
        assertThat(portal.violations()).extracting(Violation::kind).containsExactly(Violation.Kind.BATCH_TOO_LONG);
    }

    @Test
    void refusesBatchInBatch() {
        var result = call("batch", "{'cmd':{'a':'batch?cmd[b]=profile'}}").result();

        assertThat(texts(result.path("result_error"), "error")).containsExactly("ERROR_BATCH_METHOD_NOT_ALLOWED");
        assertThat(portal.violations()).extracting(Violation::kind).containsExactly(Violation.Kind.NESTED_BATCH);
    }

    @Test
    void reportsBlockedMethodWithoutItsReset() {
        portal.faults().operationTimeLimit("calendar.section.get", NOW.plusSeconds(300));

        var result = call("batch", "{'cmd':{'s':'calendar.section.get?type=user','p':'profile'}}").result();

        assertThat(texts(result.path("result_error"), "error")).containsExactly("OPERATION_TIME_LIMIT");
        assertThat(result.path("result_time").has("s")).isFalse();
        assertThat(result.path("result").has("p")).isTrue();
    }

    @Test
    void takesForm() {
        var reply = client.form(portal.restUrl().resolve("batch"),
                "cmd%5Ba%5D=profile&cmd%5Bb%5D=server.time&halt=0&auth=" + tokens.accessToken());

        assertThat(reply.result().path("result").propertyNames()).containsExactly("a", "b");
    }
}
