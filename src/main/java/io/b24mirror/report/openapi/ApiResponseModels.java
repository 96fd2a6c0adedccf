package io.b24mirror.report.openapi;

import java.util.List;
import java.util.TreeMap;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;

import org.springframework.http.HttpHeaders;

import io.b24mirror.report.output.OutputFormat;

/// The responses of the read API, as the OpenAPI document describes them.
///
/// @param examples
///            recorded responses
/// @param path
///            of the operation
record ApiResponseModels(ApiExamples examples, String path) {

    /// The components that responses refer to.
    static void shared(Components components, ApiExamples examples) {
        components.addSchemas(ApiSchemas.PROBLEM, ApiSchemas.problem());
        header(components, HttpHeaders.ETAG, "By what this answer is known, for the header `If-None-Match`");
        header(components, HttpHeaders.LINK, "Where the next page is, as `rel=\"next\"`; none after the last one");
        header(components, HttpHeaders.RETRY_AFTER, "After how many seconds to try again");
        for (var problem : ApiProblem.values()) {
            components.addResponses(problem.name(), problem.answer(examples));
        }
    }

    private static void header(Components components, String name, String meaning) {
        components.addHeaders(name, new Header().description(meaning).schema(ApiSchemas.type("string")));
    }

    static Header header(String name) {
        return new Header().$ref("#/components/headers/" + name);
    }

    /// Adds the errors that every operation may respond with, whatever describes it.
    static void ofEveryOperation(PathItem path) {
        path.readOperationsMap().forEach((method, operation) -> {
            addTo(operation, ApiProblem.NoLogin, ApiProblem.TooManyLogins);
            if (method != PathItem.HttpMethod.GET) {
                addTo(operation, ApiProblem.Forbidden);
            }
        });
    }

    /// Adds the recorded responses to an operation that annotations describe.
    static void exemplify(String path, PathItem item, ApiExamples examples) {
        item.readOperationsMap().forEach((method, operation) -> operation.getResponses().forEach((status, answer) -> {
            var example = examples.of(method + " " + path, status);
            if (example != null) {
                answer.getContent().values().forEach(body -> body.example(example));
            }
        }));
    }

    private static void addTo(Operation operation, ApiProblem... problems) {
        var all = new TreeMap<>(operation.getResponses());
        for (var problem : problems) {
            all.putIfAbsent(problem.status(), problem.reference());
        }
        var inOrder = new ApiResponses();
        inOrder.putAll(all);
        operation.responses(inOrder);
    }

    ApiResponses list(String row) {
        var content = new Content().addMediaType(OutputFormat.JSON.type().toString(),
                body(ApiSchemas.page(row), OutputFormat.JSON));
        for (var format : List.of(OutputFormat.CSV, OutputFormat.NDJSON)) {
            content.addMediaType(format.type().toString(), body(ApiSchemas.type("string"), format));
        }
        return answers(new ApiResponse().description("A page of rows, or all of them as CSV or NDJSON")
                .content(content)
                .addHeaderObject(HttpHeaders.ETAG, header(HttpHeaders.ETAG))
                .addHeaderObject(HttpHeaders.LINK, header(HttpHeaders.LINK)),
                ApiProblem.NotAcceptable);
    }

    ApiResponses record(String row) {
        return answers(new ApiResponse().description("The record")
                .content(new Content().addMediaType(OutputFormat.JSON.type().toString(),
                        body(ApiSchemas.reference(row), OutputFormat.JSON)))
                .addHeaderObject(HttpHeaders.ETAG, header(HttpHeaders.ETAG)), ApiProblem.NotFound);
    }

    private MediaType body(JsonSchema schema, OutputFormat format) {
        return new MediaType().schema(schema).example(examples.of(path, format.type().toString()));
    }

    private static ApiResponses answers(ApiResponse success, ApiProblem problem) {
        return new ApiResponses().addApiResponse("200", success)
                .addApiResponse("304", new ApiResponse().description("Not changed since the answer with that `ETag`"))
                .addApiResponse(ApiProblem.BadQuestion.status(), ApiProblem.BadQuestion.reference())
                .addApiResponse(problem.status(), problem.reference())
                .addApiResponse(ApiProblem.Unavailable.status(), ApiProblem.Unavailable.reference());
    }
}
