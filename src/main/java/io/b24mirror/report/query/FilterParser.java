package io.b24mirror.report.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.b24mirror.report.BadParameterException;
import io.b24mirror.report.Filter;

/// Turns the values of filters into conditions.
///
/// @param source
///            of the list that they narrow
record FilterParser(ListSource source) {
    private static final Pattern NUMBERS = Pattern.compile("-?\\d{1,19}(,-?\\d{1,19}){0,99}");
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_ITEMS = 100;
    private static final LocalDate EARLIEST = LocalDate.of(1, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

    /// @throws BadParameterException
    ///             if the value is not one of this filter's
    SqlCondition parse(Filter filter, String value) {
        return switch (filter) {
            case Filter.Numbers numbers -> numbers(numbers, value);
            case Filter.Texts texts -> texts(texts, value);
            case Filter.Moment(var name, _, var sql) -> moment(name, sql, value);
            case Filter.UpdatedSince since ->
                moment(since.name(), source.column("updated_at") + " >= :" + since.name(), value);
            case Filter.Choice choice -> choice(choice, value);
            case Filter.CrmItems items -> crmItems(items, value);
        };
    }

    private static SqlCondition numbers(Filter.Numbers filter, String value) {
        try {
            if (NUMBERS.matcher(value).matches()) {
                return oneOf(filter.name(), filter.column(), "bigint",
                        Arrays.stream(value.split(",")).map(Long::valueOf).toArray(Long[]::new));
            }
        } catch (NumberFormatException _) {
            // larger than any number of the database; refused below
        }
        throw new BadParameterException(filter.name(), "a whole number, or up to 100 of them separated by commas");
    }

    private static SqlCondition texts(Filter.Texts filter, String value) {
        var values = value.split(",", -1);
        if (value.length() > MAX_TEXT || value.indexOf('\0') >= 0 || Arrays.stream(values).anyMatch(String::isEmpty)) {
            throw new BadParameterException(filter.name(),
                    "a value of " + filter.column() + ", or several separated by commas");
        }
        return oneOf(filter.name(), filter.column(), "text", values);
    }

    /// A single value is compared as such: then rows come out of an index in its order.
    private static SqlCondition oneOf(String name, String column, String type, Object[] values) {
        return values.length == 1
                ? SqlCondition.constant("listed.%s = cast(:%s as %s)".formatted(column, name, type),
                        Map.of(name, values[0]), column)
                : SqlCondition.of(SqlCondition.Kind.OTHER,
                        "listed.%s = any(cast(:%s as %s[]))".formatted(column, name, type),
                        Map.of(name, values));
    }

    private static SqlCondition moment(String name, String sql, String value) {
        try {
            return SqlCondition.of(SqlCondition.Kind.RANGE,
                    sql.replace(":" + name, "cast(:" + name + " as timestamptz)"),
                    Map.of(name, checked(instant(value.replace(' ', '+'))).toString()));
        } catch (DateTimeException _) {
            throw new BadParameterException(name,
                    "a date such as 2026-11-01 (midnight UTC), or a moment such as 2026-11-01T08:00:00+01:00");
        }
    }

    private static Instant instant(String value) {
        return value.contains("T")
                ? OffsetDateTime.parse(value).toInstant()
                : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant checked(Instant instant) {
        var day = instant.atOffset(ZoneOffset.UTC).toLocalDate();
        if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
            throw new DateTimeException("Outside the years 1 to 9999");
        }
        return instant;
    }

    private static SqlCondition choice(Filter.Choice filter, String value) {
        var condition = filter.conditions().get(value);
        if (condition == null) {
            throw new BadParameterException(filter.name(),
                    String.join(", ", new TreeMap<>(filter.conditions()).keySet()));
        }
        return SqlCondition.of(SqlCondition.Kind.FIXED, condition, Map.of());
    }

    private static SqlCondition crmItems(Filter.CrmItems filter, String value) {
        try {
            var items = Arrays.stream(value.split(",", -1)).map(Filter.CrmItems.ITEM::matcher).toList();
            if (items.size() <= MAX_ITEMS && items.stream().allMatch(Matcher::matches)) {
                return belongsTo(filter, items.stream().map(item -> item.group(1)).toArray(String[]::new),
                        items.stream().map(item -> Long.valueOf(item.group(2))).toArray(Long[]::new));
            }
        } catch (NumberFormatException _) {
            // larger than any id; refused below
        }
        throw new BadParameterException(filter.name(),
                "a CRM item as type:id, such as deal:7, contact:12 or dynamic_1046:3,"
                        + " or up to 100 of them separated by commas");
    }

    /// A single one is compared as such: then PostgreSQL knows how many records belong to it.
    private static SqlCondition belongsTo(Filter.CrmItems filter, String[] types, Long[] ids) {
        return types.length == 1
                ? belongsTo(filter, "item.entity_type = :entityTypes and item.entity_id = :entityIds", types[0], ids[0])
                : belongsTo(filter, """
                        (item.entity_type, item.entity_id) in (
                            select * from unnest(cast(:entityTypes as text[]), cast(:entityIds as bigint[]))
                        )""", types, ids);
    }

    private static SqlCondition belongsTo(Filter.CrmItems filter, String isItem, Object types, Object ids) {
        return SqlCondition.of(SqlCondition.Kind.OTHER, """
                exists (select 1 from reporting.%1$s item
                        where item.member_id = listed.member_id and item.%2$s = listed.%2$s and %3$s)"""
                .formatted(filter.view(), filter.id(), isItem), Map.of("entityTypes", types, "entityIds", ids));
    }
}
