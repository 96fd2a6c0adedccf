package io.b24mirror.reporting;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/// Writes `docs/reporting.md`: a text by hand, in which `{{views}}` gives way to the comments of the database and each
/// query is followed by its result.
final class ReportingDocument {
    private static final Pattern QUERY = Pattern.compile("```sql\n(.+?)```\n", Pattern.DOTALL);

    private final JdbcClient jdbc;

    ReportingDocument(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String write(String text) {
        var withResults = QUERY.matcher(text)
                .replaceAll(query -> Matcher.quoteReplacement(query.group() + "\n" + result(query)));
        return withResults.replace("{{views}}\n", views());
    }

    static long queries(String text) {
        return QUERY.matcher(text).results().count();
    }

    private String result(MatchResult query) {
        var rows = new ArrayList<List<String>>();
        var names = jdbc.sql(query.group(1)).query((ResultSet result) -> {
            while (result.next()) {
                rows.add(cells(result));
            }
            return names(result);
        });
        return table(names, rows);
    }

    private static List<String> names(ResultSet result) throws SQLException {
        var columns = result.getMetaData();
        var names = new ArrayList<String>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        return names;
    }

    private static List<String> cells(ResultSet row) throws SQLException {
        var cells = new ArrayList<String>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            cells.add(text(value(row, i)));
        }
        return cells;
    }

    /// A time without zone is no instant, though the driver makes one of it.
    private static @Nullable Object value(ResultSet row, int column) throws SQLException {
        return row.getMetaData().getColumnTypeName(column).equals("timestamp")
                ? row.getObject(column, LocalDateTime.class)
                : row.getObject(column);
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case LocalDateTime time -> time.toString().replace('T', ' ');
            case Timestamp instant -> instant.toInstant().toString();
            default -> value.toString().replace("|", "\\|");
        };
    }

    private static String table(List<String> names, List<List<String>> rows) {
        var lines = new ArrayList<String>();
        lines.add(line(names));
        lines.add(line(IntStream.range(0, names.size()).mapToObj(_ -> "---").toList()));
        rows.forEach(row -> lines.add(line(row)));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private record Column(String view, String purpose, String name, String type, String meaning) {}

    private String views() {
        var byView = columns().stream().collect(Collectors.groupingBy(Column::view));
        return byView.keySet().stream().sorted().map(view -> view(byView.get(view))).collect(Collectors.joining("\n"));
    }

    private static String view(@Nullable List<Column> columns) {
        if (columns == null) {
            return "";
        }
        var first = columns.getFirst();
        var rows = columns.stream()
                .map(column -> List.of("`" + column.name() + "`", column.type(), column.meaning().replace("|", "\\|")))
                .toList();
        return "### %s\n\n%s.\n\n%s".formatted(first.view(), first.purpose(),
                table(List.of("column", "type", "meaning"), rows));
    }

    private List<Column> columns() {
        return jdbc
                .sql("""
                        select class.relname as view,
                            obj_description(class.oid, 'pg_class') as purpose,
                            attribute.attname as name,
                            replace(format_type(attribute.atttypid, attribute.atttypmod), 'timestamp with time zone', 'timestamptz') as type,
                            col_description(class.oid, attribute.attnum) as meaning
                        from pg_class class
                        join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum > 0
                            and not attribute.attisdropped
                        where class.relnamespace = 'reporting'::regnamespace and class.relkind in ('v', 'm')
                        order by class.relname, attribute.attnum
                        """)
                .query((row, _) -> new Column(row.getString("view"), row.getString("purpose"), row.getString("name"),
                        row.getString("type"), row.getString("meaning")))
                .list();
    }
}
