package io.b24mirror.simulation;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommentMethodsTests extends SimulationTest {

    private String problem(String json) {
        var reply = call("crm.timeline.comment.get", json);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error()).isEmpty();
        return reply.body().path("error_description").asString();
    }

    @Test
    void showsComment() {
        var id = portal.comments().add("deal", 5, 1, "Signed 🎉");
        var comment = call("crm.timeline.comment.get", "{'id':%d}".formatted(id)).result();

        assertThat(comment.propertyNames()).containsExactly("ID", "ENTITY_ID", "ENTITY_TYPE", "CREATED", "COMMENT",
                "AUTHOR_ID");
        assertThat(comment.path("CREATED").asString()).isEqualTo("2026-03-02T13:00:00+03:00");
        assertThat(comment.path("COMMENT").asString()).isEqualTo("Signed 🎉");
    }

    @Test
    void reportsProblemsInFixedWords() {
        var id = portal.comments().add("deal", 5, 1, "x");
        portal.comments().hideItem("deal", 5, 1);

        assertThat(problem("{}")).isEqualTo("ID is not defined or invalid.");
        assertThat(problem("{'id':77}")).isEqualTo("Not found.");
        assertThat(problem("{'id':%d}".formatted(id))).isEqualTo("Access denied.");
    }

    @Test
    void showsFirstItemTheReaderMaySee() {
        var id = portal.comments().add("deal", 5, 1, "x");
        portal.comments().bind(id, "dynamic_1046", 3);
        portal.comments().hideItem("deal", 5, 1);

        assertThat(call("crm.timeline.comment.get", "{'id':%d}".formatted(id)).result().path("ENTITY_TYPE").asString())
                .isEqualTo("dynamic_1046");
        assertThat(call("crm.timeline.bindings.list", "{'filter':{'OWNER_ID':%d}}".formatted(id)).result().size())
                .isEqualTo(1);
    }

    @Test
    void listsFiftyAtATime() {
        for (var number = 0; number < 120; number++) {
            portal.comments().add("deal", 5, 1, "comment " + number);
        }
        var filter = "'filter':{'ENTITY_TYPE':'deal','ENTITY_ID':5}";
        var first = call("crm.timeline.comment.list", "{%s,'order':{'ID':'DESC'}}".formatted(filter)).body();
        var last = call("crm.timeline.comment.list", "{%s,'start':100,'select':['ID']}".formatted(filter)).body();

        assertThat(first.path("total").asInt()).isEqualTo(120);
        assertThat(first.path("next").asInt()).isEqualTo(50);
        assertThat(first.path("result").path(0).path("COMMENT").asString()).isEqualTo("comment 119");
        assertThat(last.path("result").size()).isEqualTo(20);
        assertThat(last.has("next")).isFalse();
        assertThat(last.path("result").path(0).propertyNames()).containsExactly("ID");
    }
}
