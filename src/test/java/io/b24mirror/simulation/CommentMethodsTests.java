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
        assertThat(comment.path("COMMENT").asString()).isEqualTo("Signed :f09f8e89:");
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
    }

    @Test
    void listsItemsWhateverTheReaderMaySee() {
        var id = portal.comments().add("deal", 5, 1, "x");
        portal.comments().bind(id, "dynamic_1046", 3);
        portal.comments().hideItem("deal", 5, 1);

        assertThat(items(id, 0)).containsExactly("deal 5", "dynamic_1046 3");
        assertThat(items(77, 0)).isEmpty();
        assertThat(call("crm.timeline.bindings.list", "{}").body().path("error_description").asString())
                .isEqualTo("OWNER_ID is not defined or invalid.");
    }

    @Test
    void repeatsTheFirstItemsBehindTheLastOnes() {
        var id = portal.comments().add("deal", 1, 1, "x");
        for (var deal = 2; deal <= 60; deal++) {
            portal.comments().bind(id, "deal", deal);
        }

        assertThat(items(id, 50)).hasSize(10).startsWith("deal 51");
        assertThat(items(id, 100)).hasSize(50).startsWith("deal 1");
    }

    @Test
    void keepsTheCommentsOfADeletedItemInTheBin() {
        var id = portal.comments().add("deal", 55, 1, "x");
        portal.comments().trashItem("deal", 55);

        assertThat(list("deal", 55)).isEqualTo("[]");
        assertThat(call("crm.timeline.comment.get", "{'id':%d}".formatted(id)).result().path("ENTITY_TYPE").asString())
                .isEqualTo("sus_deal");
        assertThat(items(id, 0)).containsExactly("sus_deal 12");

        portal.users().setAdmin(1, false);
        assertThat(list("deal", 55)).isEqualTo("Access denied.");
        assertThat(problem("{'id':%d}".formatted(id))).isEqualTo("Access denied.");
        portal.users().setAdmin(1, true);

        portal.comments().restoreItem("deal", 55, 71);
        assertThat(items(id, 0)).containsExactly("deal 71");

        portal.comments().purgeItem("deal", 71);
        assertThat(problem("{'id':%d}".formatted(id))).isEqualTo("Not found.");
    }

    private String list(String type, long id) {
        var body = call("crm.timeline.comment.list",
                "{'filter':{'ENTITY_TYPE':'%s','ENTITY_ID':%d,'>ID':100}}".formatted(type, id)).body();
        return body.has("error") ? body.path("error_description").asString() : body.path("result").toString();
    }

    private java.util.List<String> items(long comment, int start) {
        return Json.items(call("crm.timeline.bindings.list",
                "{'filter':{'OWNER_ID':%d},'start':%d}".formatted(comment, start)).result())
                .stream()
                .map(row -> row.path("ENTITY_TYPE").asString() + " " + row.path("ENTITY_ID").asString())
                .toList();
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
