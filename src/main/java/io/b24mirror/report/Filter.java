package io.b24mirror.report;

import java.util.Map;
import java.util.regex.Pattern;

/// A query parameter that narrows a list.
public sealed interface Filter {
    /// The name of the parameter.
    String name();

    /// Whether a value usually leaves few of the rows.
    default boolean isSelective() {
        return true;
    }

    /// Whole numbers, separated by commas; the column equals one of them.
    static Filter numbers(String name, String column) {
        return new Numbers(name, column);
    }

    /// Texts, separated by commas; the column equals one of them.
    static Filter texts(String name, String column) {
        return new Texts(name, column, true);
    }

    /// The same, on a column with few distinct values.
    static Filter category(String name, String column) {
        return new Texts(name, column, false);
    }

    /// `from`: the column is that moment or later.
    static Filter from(String column) {
        return from(column, column + " >= :from");
    }

    /// `from`, by a condition with `:from` for the moment.
    static Filter from(String column, String sql) {
        return new Moment("from", "Only rows whose `%s` is that moment or later".formatted(column), sql);
    }

    /// `to`: the column is earlier than that moment.
    static Filter to(String column) {
        return to(column, column + " < :to");
    }

    /// `to`, by a condition with `:to` for the moment.
    static Filter to(String column, String sql) {
        return new Moment("to", "Only rows whose `%s` is earlier than that moment".formatted(column), sql);
    }

    /// `true` or `false`; the boolean column has that value.
    static Filter yesOrNo(String name, String column) {
        return new Choice(name, "Only rows whose `" + column + "` is that",
                Map.of("true", column, "false", "not " + column));
    }

    /// CRM items, separated by commas, such as `deal:7`; the record belongs to one of them.
    ///
    /// @param view
    ///            the view that says which record belongs to which item
    /// @param id
    ///            the column with the record's number in both views
    static Filter crmItems(String name, String view, String id) {
        return new CrmItems(name, view, id);
    }

    /// `deleted`: leaves out deleted records, unless they are asked for.
    static Filter deleted() {
        return Choice.DELETED_RECORDS;
    }

    /// Whole numbers, one of which a column has to be.
    record Numbers(String name, String column) implements Filter {}

    /// Texts, one of which a column has to be.
    record Texts(String name, String column, boolean isSelective) implements Filter {}

    /// An ISO 8601 date with time and offset, or a date alone, which means its midnight in UTC.
    ///
    /// @param meaning
    ///            what it narrows the list to, in words
    /// @param sql
    ///            the condition, with `:name` for the moment
    record Moment(String name, String meaning, String sql) implements Filter {}

    /// The moment since which a record changed.
    record UpdatedSince() implements Filter {
        /// The name of the parameter.
        public static final String NAME = "updatedSince";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public boolean isSelective() {
            return false;
        }
    }

    /// One of several words, each of which stands for a condition.
    ///
    /// @param meaning
    ///            what it narrows the list to, in words
    /// @param conditions
    ///            in SQL, by word
    record Choice(String name, String meaning, Map<String, String> conditions) implements Filter {
        /// The name of the filter whose default depends on [UpdatedSince]: a deletion is a change.
        public static final String DELETED = "deleted";

        /// PostgreSQL expects `is null`, on a column that comes from a join, to hold for one row in 200, and then reads
        /// the whole table for a page.
        private static final String NOT_DELETED = "coalesce(deleted_at, 'infinity') >= 'infinity'";

        private static final Filter DELETED_RECORDS = new Choice(DELETED,
                "Whether deleted records are left out, listed too, or listed alone. By default they are left out, "
                        + "except where `updatedSince` asks what changed",
                Map.of("exclude", NOT_DELETED, "only", "deleted_at is not null", "include", "true"));

        @Override
        public boolean isSelective() {
            return false;
        }
    }

    /// CRM items, to one of which a record has to belong.
    record CrmItems(String name, String view, String id) implements Filter {
        /// How an item is written: the name of its type, and its number.
        public static final Pattern ITEM = Pattern.compile("([a-z_0-9]{1,50}):(\\d{1,19})");
    }
}
