package io.b24mirror.report.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json31;
import org.jspecify.annotations.Nullable;

import io.b24mirror.report.output.Format;

/// What the API did answer, written down by a test, for the OpenAPI document to show: by path and media type.
record ApiExamples(JsonNode answers) {
    static final String FILE = "api-examples.json";
    static final String PROBLEMS = "problems";

    static ApiExamples load() {
        try (var file = ApiExamples.class.getResourceAsStream(FILE)) {
            return new ApiExamples(Json31.mapper().readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An answer, null where there is none.
    @Nullable
    Object of(String path, String type) {
        var answer = answers.path(path).path(type);
        return answer.isMissingNode() ? null : answer.isTextual() ? answer.asText() : answer;
    }

    /// The first row of a list, by column, with what is null left out.
    Map<String, String> row(String path) {
        var row = new LinkedHashMap<String, String>();
        answers.path(path).path(Format.JSON.type().toString()).path("items").path(0).properties().forEach(column -> {
            if (!column.getValue().isNull()) {
                row.put(column.getKey(), column.getValue().asText());
            }
        });
        return row;
    }
}
