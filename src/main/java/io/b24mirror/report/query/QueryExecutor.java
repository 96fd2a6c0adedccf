package io.b24mirror.report.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

import io.b24mirror.report.query.ReportingViews.View;

import static java.util.Objects.requireNonNull;

/// Reads lists from the database, page by page. A page begins after the key of the row before it, so the last page
/// costs as much as the first one, and rows that are added between two pages make no other row appear twice or
/// go missing.
@Component
public class QueryExecutor {
    private final ReportDatabase database;
    private final ReportingViews views;

    QueryExecutor(ReportDatabase database, ReportingViews views) {
        this.database = database;
        this.views = views;
    }

    /// A page of a list.
    ///
    /// @param next
    ///            where the next page begins; null after the last one
    public record Page(List<Row> rows, @Nullable PageCursor next) {}

    /// Reads a page of at most `size` rows, and no more than the query asks for.
    public Page page(ListQuery query, int size) {
        long wanted = Math.min(query.limit(), size);
        int fields = query.fields().size();
        int cells = fields + query.source().order().key().size();
        var rows = rows(query, wanted + 1, cells);
        return rows.size() > wanted
                ? new Page(rows.subList(0, (int) wanted), new PageCursor(rows.get((int) wanted - 1).key(fields)))
                : new Page(rows, null);
    }

    /// Filters have been checked before, so only the values of a cursor can be refused by the database.
    private List<Row> rows(ListQuery query, long limit, int cells) {
        try {
            return database.query(sql(query, limit), parameters(query), query.hasReusablePlan(),
                    (row, _) -> Row.of(row, cells));
        } catch (DataIntegrityViolationException bad) {
            throw query.after() == null ? bad : PageCursor.foreign();
        }
    }

    String sql(ListQuery query, long limit) {
        var source = query.source();
        var direction = source.order().isNewestFirst() ? " desc" : "";
        return """
                select %s
                from %s
                where %s
                order by %s
                limit %d
                """.formatted(columns(query), source.sql(), where(query),
                source.order()
                        .key()
                        .stream()
                        .map(column -> source.column(column) + direction)
                        .collect(Collectors.joining(", ")),
                limit);
    }

    private static String columns(ListQuery query) {
        var fields = query.fields().stream().map(field -> "listed." + field.name());
        var source = query.source();
        var key = source.order().key();
        var places = IntStream.range(0, key.size())
                .mapToObj(at -> "%s as key_%d".formatted(source.column(key.get(at)), at));
        return Stream.concat(fields, places).collect(Collectors.joining(", "));
    }

    private String where(ListQuery query) {
        var conditions = query.conditions()
                .stream()
                .map(condition -> "(" + condition.sql() + ")")
                .collect(Collectors.joining(" and "));
        var begin = query.after() == null ? "" : begin(query.source(), query.constants());
        return List.of(conditions, begin)
                .stream()
                .filter(part -> !part.isEmpty())
                .collect(Collectors.collectingAndThen(Collectors.joining(" and "),
                        all -> all.isEmpty() ? "true" : all));
    }

    /// Leaves out the columns that a filter holds constant: PostgreSQL expects a comparison that begins with one of
    /// them to pass hardly any row, and then reads and sorts all the others.
    private String begin(ListSource source, int constants) {
        var view = views.view(source.resource().view());
        var key = source.order().key();
        var after = IntStream.range(constants, key.size())
                .mapToObj(at -> "cast(:after%d as %s)".formatted(at, databaseType(view, key.get(at))))
                .collect(Collectors.joining(", "));
        return "(%s) %s (%s)".formatted(
                key.stream().skip(constants).map(source::column).collect(Collectors.joining(", ")),
                source.order().isNewestFirst() ? "<" : ">", after);
    }

    private static String databaseType(View view, String column) {
        return view.column(column)
                .map(known -> known.type().inDatabase())
                .orElseThrow(() -> new IllegalStateException("reporting.%s has no column %s"
                        .formatted(view.name(), column)));
    }

    static Map<String, Object> parameters(ListQuery query) {
        var parameters = new HashMap<String, Object>();
        query.conditions().forEach(condition -> parameters.putAll(condition.parameters()));
        if (query.after() != null) {
            var key = query.after().key();
            IntStream.range(0, key.size()).forEach(at -> parameters.put("after" + at, requireNonNull(key.get(at))));
        }
        return parameters;
    }
}
