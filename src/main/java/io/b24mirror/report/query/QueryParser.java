package io.b24mirror.report.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.Filter;
import io.b24mirror.report.Resource;

/// Parses query parameters. Unknown parameters are refused: a mistyped filter would otherwise list too much without
/// anyone noticing.
@Component
public class QueryParser {
    private final ReportingViews views;

    QueryParser(ReportingViews views) {
        this.views = views;
    }

    /// Parses a query for a list.
    ///
    /// @param limit
    ///            how many rows there are by default, and at most
    /// @throws BadParameterException
    ///             naming the parameter and what is allowed
    public ListQuery list(Resource resource, MultiValueMap<String, String> parameters, RowLimit limit) {
        return parse(resource, Map.of(), parameters, QueryParameters.ALL, limit);
    }

    /// Parses a query for the versions of a record, which the path names.
    ///
    /// @throws BadParameterException
    ///             naming the parameter and what is allowed
    public ListQuery history(Resource versions, Map<String, String> path, MultiValueMap<String, String> parameters,
            RowLimit limit) {
        return parse(versions, path, parameters, QueryParameters.ALL, limit);
    }

    /// Parses a query for one record, which the path names.
    ///
    /// @throws BadParameterException
    ///             naming the parameter and what is allowed
    public ListQuery record(Resource record, Map<String, String> path, MultiValueMap<String, String> parameters) {
        return parse(record, path, parameters, List.of(QueryParameters.FIELDS), RowLimit.PAGE);
    }

    private ListQuery parse(Resource resource, Map<String, String> path, MultiValueMap<String, String> parameters,
            List<String> others, RowLimit limit) {
        var known = resource.filters().stream().map(Filter::name).collect(Collectors.toSet());
        var allowed = new TreeSet<>(known);
        allowed.removeAll(path.keySet());
        allowed.addAll(others);
        refuseUnknown(parameters.keySet(), allowed);
        var given = single(parameters);
        given.putAll(path);
        var filters = new LinkedHashMap<>(given);
        filters.keySet().retainAll(known);
        var after = given.get(QueryParameters.CURSOR);
        var source = ListSource.of(resource, filters.keySet());
        return new ListQuery(source, fields(resource, given.get(QueryParameters.FIELDS)), filters,
                conditions(source, filters),
                after == null ? null : PageCursor.decode(after, source, filters),
                limit.parse(given.get(QueryParameters.LIMIT)));
    }

    private static void refuseUnknown(Set<String> given, Set<String> allowed) {
        given.stream().filter(name -> !allowed.contains(name)).findFirst().ifPresent(name -> {
            throw BadParameterException.unknown(name, allowed);
        });
    }

    private static Map<String, String> single(MultiValueMap<String, String> parameters) {
        parameters.forEach((name, values) -> {
            if (values.size() > 1) {
                throw new BadParameterException(name, "one value; several where commas are allowed");
            }
        });
        return new LinkedHashMap<>(parameters.toSingleValueMap());
    }

    private List<Column> fields(Resource resource, @Nullable String wanted) {
        var view = views.view(resource.view());
        if (wanted == null) {
            return view.columns();
        }
        var fields = new LinkedHashSet<Column>();
        for (var name : wanted.split(",", -1)) {
            fields.add(view.column(name)
                    .orElseThrow(() -> new BadParameterException(QueryParameters.FIELDS,
                            "columns separated by commas, out of "
                                    + view.columns().stream().map(Column::name).collect(Collectors.joining(", ")))));
        }
        return List.copyOf(fields);
    }

    private static List<SqlCondition> conditions(ListSource source, Map<String, String> given) {
        var parser = new FilterParser(source);
        var conditions = new ArrayList<SqlCondition>();
        for (var filter : source.resource().filters()) {
            var value = given.getOrDefault(filter.name(),
                    filter.name().equals(Filter.Choice.DELETED) ? deletedByDefault(given) : null);
            if (value != null) {
                conditions.add(parser.parse(filter, value));
            }
        }
        return conditions;
    }

    private static String deletedByDefault(Map<String, String> given) {
        return given.containsKey(Filter.UpdatedSince.NAME) ? "include" : "exclude";
    }
}
