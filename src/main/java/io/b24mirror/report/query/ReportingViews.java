package io.b24mirror.report.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The views of the schema `reporting`, with columns and comments as the database has them, so that they are named and
/// explained in one place.
@Component
public class ReportingViews {
    private final Map<String, View> views = new LinkedHashMap<>();

    ReportingViews(JdbcClient jdbc) {
        jdbc.sql("""
                select class.relname, attribute.attname, format_type(attribute.atttypid, null),
                       coalesce(obj_description(class.oid, 'pg_class'), ''),
                       coalesce(col_description(class.oid, attribute.attnum), '')
                from pg_class class
                join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum > 0
                where class.relnamespace = cast('reporting' as regnamespace) and class.relkind = 'v'
                order by class.relname, attribute.attnum
                """).query(row -> {
            var meaning = row.getString(4);
            views.computeIfAbsent(row.getString(1), name -> new View(name, meaning, new ArrayList<>()))
                    .columns()
                    .add(new Column(row.getString(2), Column.Type.of(row.getString(3)), row.getString(5)));
        });
    }

    /// A reporting view.
    ///
    /// @param meaning
    ///            the comment of the database
    public record View(String name, String meaning, List<Column> columns) {
        /// The column of that name.
        public Optional<Column> column(String wanted) {
            return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
        }
    }

    /// The view of that name, which has to exist.
    public View view(String name) {
        var view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException("There is no view reporting." + name);
        }
        return view;
    }
}
