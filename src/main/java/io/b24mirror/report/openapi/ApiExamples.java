package io.b24mirror.report.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.core.util.Json31;
import org.jspecify.annotations.Nullable;

import io.b24mirror.report.output.OutputFormat;

/// Examples of responses, by path and media type. A test records them.
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

    /// A response; null if none was recorded.
    @Nullable
    Object of(String path, String type) {
        var answer = answers.path(path).path(type);
        return answer.isMissingNode() ? null : answer.isTextual() ? answer.asText() : answer;
    }

    /// The first row of a list, by column, with what is null left out.
    Map<String, String> row(String path) {
        var row = new LinkedHashMap<String, String>();
        answers.path(path)
                .path(OutputFormat.JSON.type().toString())
                .path("items")
                .path(0)
                .properties()
                .forEach(column -> {
                    if (!column.getValue().isNull()) {
                        row.put(column.getKey(), column.getValue().asText());
                    }
                });
        return row;
    }
}
