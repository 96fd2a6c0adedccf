package io.b24mirror.report;

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

/// A query parameter that narrows what is listed.
sealed interface Filter {
    String name();

    /// What it narrows the list to.
    ///
    /// @throws BadParameterException
    ///             if the value is not one of this filter's
    Condition read(String value);

    /// A single value is compared as such: then rows come out of an index in its order.
    private static Condition oneOf(String name, String column, String type, Object[] values) {
        return values.length == 1
                ? Condition.constant("listed.%s = cast(:%s as %s)".formatted(column, name, type),
                        Map.of(name, values[0]), column)
                : Condition.of(Condition.Kind.OTHER, "listed.%s = any(cast(:%s as %s[]))".formatted(column, name, type),
                        Map.of(name, values));
    }

    /// Whole numbers, a comma list, one of which a column has to be.
    record Numbers(String name, String column) implements Filter {
        private static final Pattern LIST = Pattern.compile("-?\\d{1,19}(,-?\\d{1,19}){0,99}");

        @Override
        public Condition read(String value) {
            try {
                if (LIST.matcher(value).matches()) {
                    return oneOf(name, column, "bigint",
                            Arrays.stream(value.split(",")).map(Long::valueOf).toArray(Long[]::new));
                }
            } catch (NumberFormatException _) {
                // larger than any number of the database; said below
            }
            throw new BadParameterException(name, "a whole number, or up to 100 of them separated by commas");
        }
    }

    /// Texts, a comma list, one of which a column has to be.
    record Texts(String name, String column) implements Filter {
        private static final int MAX_LENGTH = 2_000;

        @Override
        public Condition read(String value) {
            var values = value.split(",", -1);
            if (value.length() > MAX_LENGTH || value.indexOf('\0') >= 0
                    || Arrays.stream(values).anyMatch(String::isEmpty)) {
                throw new BadParameterException(name, "a value of " + column + ", or several separated by commas");
            }
            return oneOf(name, column, "text", values);
        }
    }

    /// A moment: an ISO 8601 date with time and offset, or a date alone, which means its midnight in UTC.
    ///
    /// @param meaning
    ///            what it narrows the list to, in words
    /// @param sql
    ///            the condition, with `:name` for the moment
    record Moment(String name, String meaning, String sql) implements Filter {
        private static final LocalDate EARLIEST = LocalDate.of(1, 1, 1);
        private static final LocalDate LATEST = LocalDate.of(9999, 12, 31);

        @Override
        public Condition read(String value) {
            try {
                return Condition.of(Condition.Kind.RANGE, sql.replace(":" + name, "cast(:" + name + " as timestamptz)"),
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
                throw new DateTimeException("Out of what PostgreSQL and people count with");
            }
            return instant;
        }
    }

    /// One of several words, each of which stands for a condition.
    ///
    /// @param meaning
    ///            what it narrows the list to, in words
    record Choice(String name, String meaning, Map<String, String> conditions) implements Filter {
        static Choice yesOrNo(String name, String column) {
            return new Choice(name, "Only rows whose `" + column + "` is that",
                    Map.of("true", column, "false", "not " + column));
        }

        @Override
        public Condition read(String value) {
            var condition = conditions.get(value);
            if (condition == null) {
                throw new BadParameterException(name, String.join(", ", new TreeMap<>(conditions).keySet()));
            }
            return Condition.of(Condition.Kind.FIXED, condition, Map.of());
        }
    }

    /// CRM items, a comma list, to one of which a record has to belong. An item is `deal:7`.
    ///
    /// @param view
    ///            the view that says what belongs to which
    /// @param id
    ///            the column of the record in both views
    record CrmItems(String name, String view, String id) implements Filter {
        static final Pattern ITEM = Pattern.compile("([a-z_0-9]{1,50}):(\\d{1,19})");
        private static final int MAX_ITEMS = 100;

        @Override
        public Condition read(String value) {
            try {
                var items = Arrays.stream(value.split(",", -1)).map(ITEM::matcher).toList();
                if (items.size() <= MAX_ITEMS && items.stream().allMatch(Matcher::matches)) {
                    return belongsTo(items.stream().map(item -> item.group(1)).toArray(String[]::new),
                            items.stream().map(item -> Long.valueOf(item.group(2))).toArray(Long[]::new));
                }
            } catch (NumberFormatException _) {
                // larger than any id; said below
            }
            throw new BadParameterException(name, "a CRM item as type:id, such as deal:7, contact:12 or dynamic_1046:3,"
                    + " or up to 100 of them separated by commas");
        }

        /// A single one is compared as such: then PostgreSQL knows how many records belong to it.
        private Condition belongsTo(String[] types, Long[] ids) {
            return types.length == 1
                    ? condition("item.entity_type = :entityTypes and item.entity_id = :entityIds", types[0], ids[0])
                    : condition("""
                            (item.entity_type, item.entity_id) in (
                                select * from unnest(cast(:entityTypes as text[]), cast(:entityIds as bigint[]))
                            )""", types, ids);
        }

        private Condition condition(String isItem, Object types, Object ids) {
            return Condition.of(Condition.Kind.OTHER, """
                    exists (select 1 from reporting.%1$s item
                            where item.member_id = listed.member_id and item.%2$s = listed.%2$s and %3$s)"""
                    .formatted(view, id, isItem), Map.of("entityTypes", types, "entityIds", ids));
        }
    }
}
