package io.b24mirror.report.openapi;

import java.util.Set;

import io.swagger.v3.oas.models.media.JsonSchema;

import io.b24mirror.report.query.Column;
import io.b24mirror.report.query.ReportingViews.View;

/// Builds the schemas of the OpenAPI document.
final class ApiSchemas {
    static final String PROBLEM = "problem";

    private ApiSchemas() {}

    static JsonSchema type(String type) {
        var schema = new JsonSchema();
        schema.addType(type);
        return schema;
    }

    static JsonSchema text(String format) {
        var schema = type("string");
        schema.setFormat(format);
        return schema;
    }

    static JsonSchema listOf(JsonSchema items) {
        var schema = type("array");
        schema.setItems(items);
        return schema;
    }

    private static JsonSchema described(JsonSchema schema, String meaning) {
        schema.setDescription(meaning);
        return schema;
    }

    static JsonSchema reference(String name) {
        var schema = new JsonSchema();
        schema.set$ref("#/components/schemas/" + name);
        return schema;
    }

    /// A row of a view, named like the view.
    static JsonSchema row(View view, Set<String> neverNull) {
        var row = described(type("object"), view.meaning() + ". With `fields`, only the columns asked for");
        view.columns().forEach(column -> row.addProperty(column.name(), column(column, neverNull)));
        return row;
    }

    private static JsonSchema column(Column column, Set<String> neverNull) {
        var schema = switch (column.type()) {
            case TEXT -> type("string");
            case INTEGER -> whole();
            case NUMBER -> type("number");
            case BOOLEAN -> type("boolean");
            case INSTANT -> text("date-time");
            case DATE -> text("date");
            case JSON -> new JsonSchema();
        };
        if (column.type() != Column.Type.JSON && !neverNull.contains(column.name())) {
            schema.addType("null");
        }
        return described(schema, column.meaning());
    }

    static JsonSchema whole() {
        var schema = type("integer");
        schema.setFormat("int64");
        return schema;
    }

    static JsonSchema page(String row) {
        var next = type("string");
        next.addType("null");
        var page = type("object");
        page.addProperty("items", listOf(reference(row)));
        page.addProperty("next", described(next, "Where the next page is; null after the last one"));
        page.addRequiredItem("items");
        page.addRequiredItem("next");
        return page;
    }

    static JsonSchema problem() {
        var problem = described(type("object"), "Problem Details (RFC 9457)");
        problem.addProperty("type", described(text("uri-reference"), "What went wrong, for programs"));
        problem.addProperty("title", described(type("string"), "What went wrong, for people"));
        problem.addProperty("status", type("integer"));
        problem.addProperty("detail", described(type("string"), "What to change, or when to try again"));
        problem.addProperty("instance", text("uri-reference"));
        problem.addProperty("parameter", described(type("string"), "The parameter that is not understood"));
        problem.addProperty("allowed", described(type("string"), "What may stand there"));
        problem.addRequiredItem("title");
        problem.addRequiredItem("status");
        return problem;
    }
}
