package io.b24mirror.report.openapi;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.beans.factory.annotation.Autowired;

import io.b24mirror.report.Resource;
import io.b24mirror.report.Resources;
import io.b24mirror.report.web.DatabaseAway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/// The examples of the OpenAPI document are what the API answers. `-Db24.docs.write=true` writes them anew.
class ApiExamplesIntegrationTests extends ApiDocumentTest {
    private static final Path FILE = Path.of("src/main/resources/io/b24mirror/report/openapi", ApiExamples.FILE);
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Resources resources;
    private final JsonMapper mapper;

    @Autowired
    ApiExamplesIntegrationTests(Resources resources, JsonMapper mapper) {
        this.resources = resources;
        this.mapper = mapper;
    }

    @Test
    void showsWhatTheApiAnswers() throws Exception {
        var examples = JSON.createObjectNode();
        for (var resource : resources.all()) {
            list(examples, "/api/v1/" + resource.name(), "/api/v1/" + resource.name());
            if (resource.records() != null) {
                record(examples, resource);
            }
        }
        var problems = examples.putObject(ApiExamples.PROBLEMS);
        problems(problems);
        actions(examples, problems);
        var written = JSON.writeValueAsString(examples).replaceAll("localhost:\\d+", "example.bitrix24.com") + "\n";

        if (Boolean.getBoolean("b24.docs.write")) {
            Files.writeString(FILE, written);
        }
        assertThat(withoutAccidents(Files.readString(FILE)))
                .as("%s: ./mvnw test -Dtest=ApiExamplesIntegrationTests -Db24.docs.write=true writes it anew", FILE)
                .isEqualTo(withoutAccidents(written));
    }

    /// Times of day depend on how often the budget of requests has to be waited for.
    private static String withoutAccidents(String examples) {
        return examples.replaceAll("\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?", "time")
                .replaceAll("cursor=[\\w-]+", "cursor")
                .replaceAll("\\b17346\\d{5}\\b", "timestamp");
    }

    private void list(ObjectNode examples, String template, String path) throws Exception {
        var list = examples.putObject(template);
        list.set("application/json", body(path + "?limit=1", "application/json"));
        list.set("text/csv", JSON.getNodeFactory().stringNode(text(path + "?limit=1&bom=false", "text/csv")));
        list.set("application/x-ndjson",
                JSON.getNodeFactory().stringNode(text(path + "?limit=1", "application/x-ndjson")));
    }

    private void record(ObjectNode examples, Resource resource) throws Exception {
        var path = "/api/v1/" + resource.name();
        var id = examples.path(path)
                .path("application/json")
                .path("items")
                .path(0)
                .path(requireNonNull(resource.records()).id());
        var record = "%s/%s/%d".formatted(path, MEMBER_ID, id.asLong());
        examples.putObject(path + "/{memberId}/{id}").set("application/json", body(record, "application/json"));
        list(examples, path + "/{memberId}/{id}/history", record + "/history");
    }

    private void problems(ObjectNode problems) throws Exception {
        problem(problems, get("/api/v1/calendar-events?from=yesterday"));
        problem(problems, getAsNobody("/api/v1/portals"));
        problem(problems, post("/api/v1/portals"));
        problem(problems, get("/api/v1/calendar-events/%s/999999".formatted(MEMBER_ID)));
        problem(problems, get("/api/v1/portals", "Accept", "application/pdf"));
        problems.set("503", mapper.valueToTree(DatabaseAway.answer().getBody()));
    }

    /// In an order in which every one of them gives all of its answers.
    private void actions(ObjectNode examples, ObjectNode problems) throws Exception {
        for (var action : List.of("POST /sweep", "POST /sweep", "POST /self-check", "POST /subscription-check",
                "POST /records/calendar_event/1203/refetch", "POST /fetches/retry", "POST /fetches/retry",
                "POST /fetches/timeline_comment/999/retry", "DELETE /fetches/timeline_comment/999", "POST /suspend")) {
            action(examples, action);
        }
        problem(problems, act("POST", "/api/v1/portals/%s/sweep".formatted(MEMBER_ID)));
        action(examples, "POST /resume");
        action(examples, "DELETE ?confirm=" + portal.domain());
    }

    private void action(ObjectNode examples, String action) throws Exception {
        var words = action.split(" ", -1);
        var answer = act(words[0], "/api/v1/portals/" + MEMBER_ID + words[1]);
        assertThat(answer.statusCode()).as(action + answer.body()).isIn(200, 202);
        examples.withObjectProperty(
                words[0] + " /api/v1/portals/{memberId}" + words[1].replaceAll("/\\w+/\\d+", "/{kind}/{id}")
                        .replaceAll("\\?.*", ""))
                .set(Integer.toString(answer.statusCode()), JSON.readTree(answer.body()));
    }

    private static void problem(ObjectNode problems, HttpResponse<String> answer) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        problems.set(Integer.toString(answer.statusCode()), JSON.readTree(answer.body()));
    }

    private JsonNode body(String path, String accept) throws Exception {
        return JSON.readTree(text(path, accept));
    }

    private String text(String path, String accept) throws Exception {
        var answer = get(path, "Accept", accept);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }
}
