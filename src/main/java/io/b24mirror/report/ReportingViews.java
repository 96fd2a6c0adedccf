package io.b24mirror.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The views of the schema `reporting` as they are in the database, so that what is said of a column is said once, in
/// its comment.
@Component
class ReportingViews {
    private final Map<String, View> views;

    ReportingViews(JdbcClient jdbc) {
        var columns = new LinkedHashMap<String, List<Column>>();
        var meanings = new LinkedHashMap<String, String>();
        jdbc.sql("""
                select class.relname, coalesce(obj_description(class.oid), ''), attribute.attname,
                       format_type(attribute.atttypid, null), coalesce(col_description(class.oid, attribute.attnum), '')
                from pg_class class
                join pg_attribute attribute on attribute.attrelid = class.oid and attribute.attnum > 0
                where class.relnamespace = cast('reporting' as regnamespace) and class.relkind = 'v'
                order by class.relname, attribute.attnum
                """).query(row -> {
            columns.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                    .add(new Column(row.getString(3), Column.Type.of(row.getString(4)), row.getString(5)));
            meanings.put(row.getString(1), row.getString(2));
        });
        views = new LinkedHashMap<>();
        columns.forEach((name, list) -> views.put(name,
                new View(name, meanings.getOrDefault(name, ""), List.copyOf(list))));
    }

    record View(String name, String meaning, List<Column> columns) {}

    View view(String name) {
        var view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException("There is no view reporting." + name);
        }
        return view;
    }
}
