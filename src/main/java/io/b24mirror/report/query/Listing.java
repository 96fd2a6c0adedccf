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

/// Asks the database. A page begins after the key of the row before it, so the last one costs what the first one does,
/// nothing is listed twice and nothing left out, whatever is added meanwhile.
@Component
public class Listing {
    private final ReportDatabase database;
    private final ReportingViews views;

    Listing(ReportDatabase database, ReportingViews views) {
        this.database = database;
        this.views = views;
    }

    /// Rows of a list.
    ///
    /// @param next
    ///            where the next page begins; null after the last one
    public record Page(List<Row> rows, @Nullable Cursor next) {}

    /// At most as many rows as the question wants and as many as given.
    public Page page(Question question, int size) {
        long wanted = Math.min(question.limit(), size);
        int fields = question.fields().size();
        int cells = fields + question.source().order().key().size();
        var rows = rows(question, wanted + 1, cells);
        return rows.size() > wanted
                ? new Page(rows.subList(0, (int) wanted), new Cursor(rows.get((int) wanted - 1).key(fields)))
                : new Page(rows, null);
    }

    /// Filters are checked before; of the data of a question, the database can refuse a cursor's alone.
    private List<Row> rows(Question question, long limit, int cells) {
        try {
            return database.query(sql(question, limit), parameters(question), question.isSteady(),
                    (row, _) -> Row.of(row, cells));
        } catch (DataIntegrityViolationException bad) {
            throw question.after() == null ? bad : Cursor.foreign();
        }
    }

    String sql(Question question, long limit) {
        var source = question.source();
        var direction = source.order().isNewestFirst() ? " desc" : "";
        return """
                select %s
                from %s
                where %s
                order by %s
                limit %d
                """.formatted(columns(question), source.sql(), where(question),
                source.order()
                        .key()
                        .stream()
                        .map(column -> source.column(column) + direction)
                        .collect(Collectors.joining(", ")),
                limit);
    }

    private static String columns(Question question) {
        var fields = question.fields().stream().map(field -> "listed." + field.name());
        var source = question.source();
        var key = source.order().key();
        var places = IntStream.range(0, key.size())
                .mapToObj(at -> "%s as key_%d".formatted(source.column(key.get(at)), at));
        return Stream.concat(fields, places).collect(Collectors.joining(", "));
    }

    private String where(Question question) {
        var conditions = question.conditions()
                .stream()
                .map(condition -> "(" + condition.sql() + ")")
                .collect(Collectors.joining(" and "));
        var begin = question.after() == null ? "" : begin(question.source(), question.constants());
        return List.of(conditions, begin)
                .stream()
                .filter(part -> !part.isEmpty())
                .collect(Collectors.collectingAndThen(Collectors.joining(" and "),
                        all -> all.isEmpty() ? "true" : all));
    }

    /// Without the columns that a filter holds constant: PostgreSQL expects of a comparison that begins with one of
    /// them that hardly any row passes, and then reads and sorts all the others.
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

    static Map<String, Object> parameters(Question question) {
        var parameters = new HashMap<String, Object>();
        question.conditions().forEach(condition -> parameters.putAll(condition.parameters()));
        if (question.after() != null) {
            var key = question.after().key();
            IntStream.range(0, key.size()).forEach(at -> parameters.put("after" + at, requireNonNull(key.get(at))));
        }
        return parameters;
    }
}
