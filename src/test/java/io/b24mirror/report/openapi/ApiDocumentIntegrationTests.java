package io.b24mirror.report.openapi;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.swagger.v3.parser.OpenAPIV3Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springdoc.core.service.OpenAPIService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import io.b24mirror.report.Resources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/// Holds the OpenAPI document to what the API does.
class ApiDocumentIntegrationTests extends ApiDocumentTest {
    private static final Set<String> MAY_LIST_NOTHING = Set.of("deleted", "cursor", "meeting");

    private final Resources resources;
    private final OpenAPIService documents;
    private final RequestMappingHandlerAdapter web;

    @Autowired
    ApiDocumentIntegrationTests(Resources resources, OpenAPIService documents, RequestMappingHandlerAdapter web) {
        this.resources = resources;
        this.documents = documents;
        this.web = web;
    }

    @Test
    void describesEveryResourceWithItsRecordsAndHistories() throws Exception {
        var described = document().path("paths").propertyNames();

        assertThat(described).containsAll(paths())
                .allSatisfy(path -> assertThat(path).startsWith("/api/v1/").doesNotContain("{resource}"));
        assertThat(paths()).hasSizeGreaterThan(15);
    }

    /// The paths that resources have, by which they can be asked.
    private List<String> paths() {
        var paths = new ArrayList<String>();
        for (var resource : resources.all()) {
            paths.add("/api/v1/" + resource.name());
            if (resource.records() != null) {
                paths.add("/api/v1/" + resource.name() + "/{memberId}/{id}");
                paths.add("/api/v1/" + resource.name() + "/{memberId}/{id}/history");
            }
        }
        return paths;
    }

    @Test
    void takesEveryExampleThatItGives() throws Exception {
        var document = document();
        int tried = 0;
        for (var path : paths()) {
            for (var parameter : parameters(document, path)) {
                if (parameter.path("in").asString().equals("query")) {
                    tried++;
                    takesTheExampleOf(parameter, address(document, path));
                }
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    private void takesTheExampleOf(JsonNode parameter, String address) throws Exception {
        var name = parameter.path("name").asString();
        var example = parameter.path("schema").path("examples").path(0);
        assertThat(example.isMissingNode()).as(address + " " + name).isFalse();
        var value = example.isArray()
                ? example.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
                : example.asString();

        var answer = get(address + "?" + name + "=" + URLEncoder.encode(value, UTF_8));

        assertThat(answer.statusCode()).as(address + " " + name + " " + answer.body()).isEqualTo(200);
        if (!MAY_LIST_NOTHING.contains(name)) {
            assertThat(answer.body()).as(address + " " + name).doesNotContain("\"items\":[]");
        }
    }

    /// Where the path leads with the examples of its parameters.
    private static String address(JsonNode document, String path) {
        var address = path;
        for (var parameter : parameters(document, path)) {
            if (parameter.path("in").asString().equals("path")) {
                address = address.replace("{" + parameter.path("name").asString() + "}",
                        parameter.path("example").asString());
            }
        }
        return address;
    }

    private static JsonNode parameters(JsonNode document, String path) {
        return document.path("paths").path(path).path("get").path("parameters");
    }

    @Test
    void knowsEveryParameterOfEveryResource() throws Exception {
        var document = document();

        for (var resource : resources.all()) {
            var known = names(document, "/api/v1/" + resource.name());
            var allowed = JsonMapper.shared()
                    .readTree(get("/api/v1/" + resource.name() + "?unknown=1").body())
                    .path("allowed")
                    .asString();

            assertThat(allowed.split(", ", -1)).as(resource.name()).containsExactlyInAnyOrderElementsOf(known);
        }
    }

    private static List<String> names(JsonNode document, String path) {
        return parameters(document, path).valueStream().map(parameter -> parameter.path("name").asString()).toList();
    }

    @Test
    void describesRowsAsTheyAre() throws Exception {
        var document = document();
        int described = 0;
        for (var path : paths()) {
            var answer = json(address(document, path));
            var schema = document.path("paths")
                    .path(path)
                    .at("/get/responses/200/content/application~1json/schema");
            var items = schema.path("properties").path("items").path("items");
            var row = resolve(document, items.isMissingNode() ? schema : items);
            for (var found : items.isMissingNode() ? List.of(answer) : answer.path("items").valueStream().toList()) {
                described++;
                describes(row.path("properties"), found, path);
            }
        }
        assertThat(described).isGreaterThan(30);
    }

    private static JsonNode resolve(JsonNode document, JsonNode schema) {
        return document.at(schema.path("$ref").asString().substring(1));
    }

    private static void describes(JsonNode properties, JsonNode row, String path) {
        assertThat(row.propertyNames()).as(path).containsExactlyInAnyOrderElementsOf(properties.propertyNames());
        row.properties().forEach(value -> {
            var schema = properties.path(value.getKey());
            assertThat(schema.path("description").asString()).as(path + " " + value.getKey()).isNotBlank();
            if (!schema.path("type").isMissingNode()) {
                assertThat(types(schema)).as(path + " " + value.getKey()).contains(type(value.getValue()));
            }
            if (value.getValue().isString() && schema.path("format").asString("").equals("date-time")) {
                assertThat(value.getValue().asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
            }
        });
    }

    private static List<String> types(JsonNode schema) {
        var type = schema.path("type");
        return type.isArray() ? type.valueStream().map(JsonNode::asString).toList() : List.of(type.asString());
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/api-docs", "/v3/api-docs.yaml"})
    void isAValidOpenApiDocument(String path) throws Exception {
        var result = new OpenAPIV3Parser().readContents(get(path).body());

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1.");
        assertThat(result.getOpenAPI().getInfo().getVersion()).isNotBlank();
        assertThat(result.getOpenAPI().getServers()).singleElement()
                .satisfies(server -> assertThat(server.getUrl()).isEqualTo(".."));
    }

    @Test
    void refersToNothingThatIsNotThere() throws Exception {
        var document = document();

        assertThat(document.findValues("$ref")).hasSizeGreaterThan(50)
                .allSatisfy(reference -> assertThat(
                        document.at(reference.asString().substring(1)).isMissingNode()).as(reference.asString())
                        .isFalse());
    }

    @Test
    void saysOfEveryOperationWhatItDoesAndThatItNeedsALogin() throws Exception {
        assertThat(document().path("paths").valueStream().flatMap(JsonNode::valueStream)).allSatisfy(operation -> {
            assertThat(operation.path("summary").asString()).isNotBlank();
            assertThat(operation.path("responses").propertyNames()).containsAnyOf("200", "202").contains("401", "429");
        });
    }

    @Test
    void showsAnAnswerOfEveryActionForEverySuccess() throws Exception {
        var answers = ApiExamples.load().answers();
        var shown = new ArrayList<String>();
        document().path("paths").forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
            if (!method.equals("get")) {
                var action = method.toUpperCase(Locale.ROOT) + " " + path;
                var successes = operation.path("responses").propertyStream().filter(r -> r.getKey().startsWith("2"));
                assertThat(successes).as(action)
                        .allSatisfy(success -> assertThat(success.getValue()
                                .at("/content/application~1json/example/outcome")
                                .asString("")).isNotBlank())
                        .extracting(Map.Entry::getKey)
                        .containsExactlyInAnyOrderElementsOf(() -> answers.path(action).fieldNames());
                shown.add(action);
            }
        }));
        assertThat(shown).hasSize(10);
    }

    @Test
    void isTheSameInEveryLanguage() throws IOException, InterruptedException {
        var german = get("/v3/api-docs", "Accept-Language", "de");

        assertThat(german.body()).isEqualTo(get("/v3/api-docs").body());
        assertThat(documents.getCachedOpenAPI(Locale.GERMAN)).isNull();
    }

    /// What writes the document as YAML would read and write everything so, for whoever asks for it.
    @Test
    void isTheOnlyThingThatIsWrittenAsYaml() {
        assertThat(web.getMessageConverters()).isNotEmpty()
                .noneMatch(converter -> converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML));
    }
}
