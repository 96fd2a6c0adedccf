package io.b24mirror.operator;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import io.b24mirror.testing.BasicLogin;

import static org.assertj.core.api.Assertions.assertThat;

/// Holds what the OpenAPI document says of the actions to what they do.
class ActionDocumentIntegrationTests extends OperatorTest {
    private final RequestMappingHandlerMapping mappings;
    private final RecordKinds kinds;

    @Autowired
    ActionDocumentIntegrationTests(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
            RecordKinds kinds) {
        this.mappings = mappings;
        this.kinds = kinds;
    }

    @Test
    void describesEveryAction() throws Exception {
        var document = document();

        assertThat(actionsOfTheApi()).hasSize(10).allSatisfy(action -> {
            var operation = operation(document, action);
            assertThat(operation.path("tags").valueStream().map(JsonNode::asString)).containsExactly("Operating");
            assertThat(operation.path("summary").asString("")).isNotBlank();
            assertThat(operation.path("description").asString("")).isNotBlank();
            assertThat(operation.path("parameters").valueStream()).allSatisfy(parameter -> {
                assertThat(parameter.path("description").asString("")).isNotBlank();
                assertThat(parameter.has("example") || parameter.path("schema").has("examples")).isTrue();
            });
        });
    }

    /// As a method and a path with names for what differs.
    private List<String> actionsOfTheApi() {
        return mappings.getHandlerMethods().keySet().stream().flatMap(mapping -> {
            var methods = mapping.getMethodsCondition().getMethods();
            return mapping.getPatternValues()
                    .stream()
                    .filter(path -> path.startsWith("/api/v1/") && !methods.contains(RequestMethod.GET))
                    .flatMap(path -> methods.stream().map(method -> method + " " + path));
        }).toList();
    }

    @Test
    void knowsTheKindsOfRecords() throws Exception {
        var document = document();

        assertThat(actionsOfTheApi()).flatExtracting(
                action -> operation(document, action).path("parameters").valueStream().toList())
                .filteredOn(parameter -> parameter.path("name").asString().equals("kind"))
                .hasSize(4)
                .allSatisfy(parameter -> assertThat(
                        parameter.findValue("enum").valueStream().map(JsonNode::asString)).containsExactlyElementsOf(
                                kinds.names()));
    }

    @Test
    void saysThatAPortalMayBeUnknown() throws Exception {
        for (var action : List.of("sweep", "self-check", "subscription-check", "suspend", "resume",
                "records/calendar_event/5/refetch", "fetches/calendar_event/5/retry", "fetches/retry")) {
            assertAnswersAsDescribed("POST nobody/" + action, 404);
        }
        assertAnswersAsDescribed("DELETE nobody/fetches/calendar_event/5", 404);
        assertAnswersAsDescribed("DELETE nobody?confirm=x", 404);
    }

    @Test
    void saysThatParametersMayNotBeUnderstood() throws Exception {
        installToTheEnd();

        for (var action : List.of("DELETE %s?confirm=x", "DELETE %s?confrm=x", "POST %s/fetches/retry?kind=deal",
                "POST %s/records/deal/5/refetch", "POST %s/fetches/deal/5/retry", "DELETE %s/fetches/deal/5")) {
            assertAnswersAsDescribed(action, 400);
        }
    }

    @Test
    void saysWhatComesOfActions() throws Exception {
        installToTheEnd();

        assertAnswersAsDescribed("POST %s/sweep", 202);
        assertAnswersAsDescribed("POST %s/sweep", 200);
        assertAnswersAsDescribed("POST %s/records/calendar_event/5/refetch", 202);
        assertAnswersAsDescribed("POST %s/fetches/retry", 200);
        assertAnswersAsDescribed("DELETE %s/fetches/calendar_event/5", 200);
        assertAnswersAsDescribed("DELETE %s/fetches/calendar_event/5", 404);
        assertAnswersAsDescribed("POST %s/suspend", 200);
        assertAnswersAsDescribed("POST %s/sweep", 409);
        assertAnswersAsDescribed("DELETE %s?confirm=" + portal.domain(), 202);
    }

    @Test
    void saysThatThePortalsStateMayForbidActions() throws Exception {
        installToTheEnd();
        portal.uninstall(false);
        deliverAndWork();

        for (var action : List.of("sweep", "self-check", "subscription-check", "suspend", "resume",
                "records/calendar_event/5/refetch", "fetches/calendar_event/5/retry", "fetches/retry")) {
            assertAnswersAsDescribed("POST %s/" + action, 409);
        }
    }

    @Test
    void saysThatReadersMayNotAct() throws Exception {
        var answer = send(to("POST", ofPortal("/sweep")).header("Authorization",
                BasicLogin.of("reporting", REPORTING_PASSWORD)));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertDescribed(answer, document(), "POST /api/v1/portals/{memberId}/sweep");
    }

    /// @param action
    ///            a method and a path, with %s for this test's portal
    private void assertAnswersAsDescribed(String action, int status) throws Exception {
        var words = action.formatted(portal.memberId()).split(" ", -1);

        var answer = send(to(words[0], "/api/v1/portals/" + words[1]).header("Authorization",
                BasicLogin.of("operator", OPERATOR_PASSWORD)));

        assertThat(answer.statusCode()).as(action + answer.body()).isEqualTo(status);
        assertDescribed(answer, document(), "%s /api/v1/portals/%s".formatted(words[0], words[1])
                .replaceAll("portals/[^/?]+", "portals/{memberId}")
                .replaceAll("/\\w+/\\d+", "/{kind}/{id}")
                .replaceAll("\\?.*", ""));
    }

    private static void assertDescribed(HttpResponse<String> answer, JsonNode document, String action) {
        var described = resolve(document,
                operation(document, action).path("responses").path(Integer.toString(answer.statusCode())));
        var type = answer.headers().firstValue("Content-Type").orElse("");
        var schema = resolve(document, described.path("content").path(type).path("schema"));
        var fields = JsonMapper.shared().readTree(answer.body()).propertyNames();

        assertThat(fields).as(action + answer.body())
                .isSubsetOf(schema.path("properties").propertyNames())
                .containsAll(schema.path("required").valueStream().map(JsonNode::asString).toList());
    }

    private static JsonNode resolve(JsonNode document, JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }

    private static JsonNode operation(JsonNode document, String action) {
        var words = action.split(" ", -1);
        return document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
    }

    private JsonNode document() throws Exception {
        return get("/v3/api-docs").json();
    }
}
