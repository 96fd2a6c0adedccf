package io.b24mirror.report.query;

/// A column of a reporting view.
///
/// @param meaning
///            the comment of the database
public record Column(String name, Type type, String meaning) {
    /// What a column holds.
    public enum Type {
        /// A text.
        TEXT("text"),
        /// A whole number.
        INTEGER("bigint"),
        /// A number with decimals.
        NUMBER("numeric"),
        /// True or false.
        BOOLEAN("boolean"),
        /// A moment.
        INSTANT("timestamptz"),
        /// A day.
        DATE("date"),
        /// A JSON document.
        JSON("jsonb");

        private final String inDatabase;

        Type(String inDatabase) {
            this.inDatabase = inDatabase;
        }

        /// The type to which a text has to be cast for a comparison.
        String inDatabase() {
            return inDatabase;
        }

        static Type of(String databaseType) {
            return switch (databaseType) {
                case "bigint", "integer", "smallint" -> INTEGER;
                case "numeric", "double precision", "real" -> NUMBER;
                case "boolean" -> BOOLEAN;
                case "timestamp with time zone" -> INSTANT;
                case "date" -> DATE;
                case "jsonb", "json" -> JSON;
                default -> TEXT;
            };
        }
    }
}
