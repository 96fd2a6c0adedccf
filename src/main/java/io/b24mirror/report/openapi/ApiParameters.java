package io.b24mirror.report.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;

import io.b24mirror.report.Filter;
import io.b24mirror.report.Resource;
import io.b24mirror.report.query.Column;
import io.b24mirror.report.query.PageCursor;
import io.b24mirror.report.query.QueryParameters;
import io.b24mirror.report.query.ReportingViews.View;
import io.b24mirror.report.query.RowLimit;

import static io.b24mirror.report.openapi.ApiSchemas.listOf;
import static io.b24mirror.report.openapi.ApiSchemas.text;
import static io.b24mirror.report.openapi.ApiSchemas.type;
import static io.b24mirror.report.openapi.ApiSchemas.whole;

/// The parameters of a list, as the OpenAPI document describes them.
///
/// Examples of query parameters belong to their schemas, since Swagger UI would send examples of the parameter itself.
///
/// @param example
///            a row of the list, from which examples are taken
record ApiParameters(View view, Map<String, String> example) {
    private static final String MOMENT = "2024-12-01T00:00:00+01:00";
    private static final String LATER_MOMENT = "2025-02-01";

    Stream<Parameter> filters(Resource resource) {
        return resource.filters().stream().map(filter -> filter(filter, resource));
    }

    private Parameter filter(Filter filter, Resource resource) {
        return switch (filter) {
            case Filter.Numbers(var name, var column) -> query(name, oneOf(column), listOf(whole()), numbers(column));
            case Filter.Texts(var name, var column, _) ->
                query(name, oneOf(column), listOf(type("string")), texts(column));
            case Filter.Moment(var name, var meaning, _) -> query(name, meaning, moment(),
                    name.equals("to") ? LATER_MOMENT : MOMENT);
            case Filter.UpdatedSince since ->
                query(since.name(), updatedSince(resource), moment(), MOMENT);
            case Filter.Choice(var name, var meaning, var conditions) -> query(name, meaning,
                    words(new TreeSet<>(conditions.keySet())), new TreeSet<>(conditions.keySet()).getLast());
            case Filter.CrmItems(var name, _, _) -> query(name,
                    "Only what belongs to this CRM item, as `type:id`, or to one of several separated by commas",
                    listOf(crmItem()), List.of("deal:5"));
        };
    }

    private static String updatedSince(Resource resource) {
        return "Only records that changed, were hidden, shown again or deleted since that moment, portal by portal in "
                + "the order of `updated_at`" + otherOrder(resource)
                + ". To keep a copy in sync, note the time before the "
                + "first request, and ask the next time from ten minutes before that: changes that are read together "
                + "may be stored minutes apart";
    }

    /// Records with a place in time are listed by it, if a selective filter is given.
    private static String otherOrder(Resource resource) {
        if (resource.inTime() == null) {
            return "";
        }
        return resource.filters()
                .stream()
                .filter(Filter::isSelective)
                .map(Filter::name)
                .collect(Collectors.joining("`, `", ", or of `sort_at` with a filter out of `", "`"));
    }

    private String oneOf(String column) {
        return "Only rows whose `%s` is this, or one of several separated by commas. %s".formatted(column,
                view.column(column).map(Column::meaning).orElse(""));
    }

    private @Nullable Object numbers(String column) {
        var value = example.get(column);
        return value == null ? null : List.of(Long.valueOf(value));
    }

    private @Nullable Object texts(String column) {
        var value = example.get(column);
        return value == null ? null : List.of(value);
    }

    private static JsonSchema moment() {
        var schema = new JsonSchema();
        schema.addAnyOfItem(text("date-time"));
        schema.addAnyOfItem(text("date"));
        return schema;
    }

    private static JsonSchema words(Iterable<String> words) {
        var schema = type("string");
        words.forEach(schema::addEnumItemObject);
        return schema;
    }

    private static JsonSchema crmItem() {
        var schema = type("string");
        schema.setPattern("^" + Filter.CrmItems.ITEM.pattern() + "$");
        return schema;
    }

    Parameter fields() {
        var names = words(view.columns().stream().map(Column::name).toList());
        return query(QueryParameters.FIELDS, "Only these columns, in this order", listOf(names),
                view.columns().stream().limit(2).map(Column::name).toList());
    }

    /// @param filters
    ///            those that the path implies
    Stream<Parameter> paging(Resource resource, Map<String, String> filters) {
        var cursor = new PageCursor(
                resource.order().key().stream().map(column -> example.getOrDefault(column, "")).toList())
                .encode(resource, filters);
        return Stream.of(
                query(QueryParameters.LIMIT, "How many rows: at most %,d a page, %d by default; CSV and NDJSON give all"
                        .formatted(RowLimit.MAX_PAGE_SIZE, RowLimit.PAGE_SIZE), positive(), 10),
                query(QueryParameters.CURSOR,
                        "Where the page begins: taken from `next` of the page before, together with the same "
                                + "filters",
                        type("string"), cursor),
                query(QueryParameters.FORMAT, "How rows are written, for those who cannot set the header `Accept`",
                        words(List.of("json", "csv", "ndjson")), "csv"),
                query(QueryParameters.ZONE, "In CSV, the time zone whose clock shows moments; UTC by default",
                        type("string"),
                        "Europe/Berlin"),
                query(QueryParameters.BOM,
                        "Whether CSV begins with a byte order mark, by which spreadsheets know UTF-8; true by "
                                + "default",
                        words(List.of("true", "false")), "false"));
    }

    private static JsonSchema positive() {
        var schema = whole();
        schema.setMinimum(java.math.BigDecimal.ONE);
        return schema;
    }

    /// The portal and the number that name one record.
    List<Parameter> record(String id) {
        var memberId = type("string");
        memberId.setPattern("^[\\w.-]{1,64}$");
        var number = whole();
        number.setMinimum(java.math.BigDecimal.ZERO);
        return List.of(path("memberId", "The portal's member_id", memberId, example.get("member_id")),
                path("id", view.column(id).map(Column::meaning).orElse(""), number,
                        Optional.ofNullable(example.get(id)).map(Long::valueOf).orElse(null)));
    }

    private static Parameter path(String name, String meaning, JsonSchema schema, @Nullable Object example) {
        return new Parameter().in("path")
                .name(name)
                .description(meaning)
                .required(true)
                .schema(schema)
                .example(example);
    }

    private static Parameter query(String name, String meaning, JsonSchema schema, @Nullable Object example) {
        if (example != null) {
            schema.setExamples(new ArrayList<>(List.of(example)));
        }
        var parameter = new Parameter().in("query").name(name).description(meaning).schema(schema);
        return schema.getItems() == null ? parameter : parameter.style(Parameter.StyleEnum.FORM).explode(false);
    }
}
