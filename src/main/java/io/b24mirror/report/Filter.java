package io.b24mirror.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
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
        private static final Pattern LIST = Pattern.compile("-?\\d{1,18}(,-?\\d{1,18}){0,99}");

        @Override
        public Condition read(String value) {
            if (!LIST.matcher(value).matches()) {
                throw new BadParameterException(name, "a whole number, or up to 100 of them separated by commas");
            }
            var numbers = Arrays.stream(value.split(",")).map(Long::valueOf).toArray(Long[]::new);
            return oneOf(name, column, "bigint", numbers);
        }
    }

    /// Texts, a comma list, one of which a column has to be.
    record Texts(String name, String column) implements Filter {
        private static final int MAX_LENGTH = 2_000;

        @Override
        public Condition read(String value) {
            if (value.isEmpty() || value.length() > MAX_LENGTH || value.indexOf('\0') >= 0) {
                throw new BadParameterException(name, "a value of " + column + ", or several separated by commas");
            }
            return oneOf(name, column, "text", value.split(","));
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

    /// A CRM item, as `deal:7`.
    ///
    /// @param sql
    ///            the condition, with `:entityType` and `:entityId`
    record CrmItem(String name, String sql) implements Filter {
        static final Pattern ITEM = Pattern.compile("([a-z_0-9]{1,50}):(\\d{1,18})");

        @Override
        public Condition read(String value) {
            var item = ITEM.matcher(value);
            if (!item.matches()) {
                throw new BadParameterException(name,
                        "a CRM item as type:id, such as deal:7, contact:12 or dynamic_1046:3");
            }
            return Condition.of(Condition.Kind.OTHER, sql,
                    Map.of("entityType", item.group(1), "entityId", Long.valueOf(item.group(2))));
        }
    }
}
